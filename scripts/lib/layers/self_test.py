"""Plants one breach after the other in a copy of the checkout, and looks whether exactly that is found."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import manifest, rules

PLANTED = "Planted.swift"


@dataclass
class Plant:
    """A file with a breach, and what must be said of it: pairs of line and a piece of the message."""
    file: str
    code: str
    expected: list


def in_file(folder, code, *expected):
    return Plant(f"{folder}/{PLANTED}", code, [(1, each) if isinstance(each, str) else each for each in expected])


ORDERS = "Services/Orders/OrdersService"

FILES = [
    in_file("Shared/JSON", "import Kafka\n", "JSON does not declare this dependency"),
    in_file("Shared/JSON", "// one\n/* two\n */ public import Kafka", (3, "JSON does not declare")),
    in_file("Shared/JSON", "@testable\ninternal import struct Kafka.KafkaHeaders", (2, "import Kafka: JSON does not")),
    in_file("Shared/JSON", "import Threads; import enum Sockets.Address", "import Sockets: JSON", "import Threads: JSON"),
    in_file("Shared/JSON", "#if os(Linux)\nimport Settings\n#endif", (2, "JSON does not declare this dependency")),
    in_file("Shared/JSON", "import UIKit", "import UIKit: neither a target of the package nor one of"),
    in_file("Shared/JSON", "import Foundation", "only FoundationEssentials is linked"),
    in_file("Shared/JSON", "import Testing", "import Testing: neither a target"),
    in_file("Shared/JSON", "import NIOCore", "nothing stands on SwiftNIO"),
    in_file("Shared/JSON", 'let a = unsafe 1\nlet b: UnsafeRawPointer? = nil', "`unsafe`", (2, "`UnsafeRawPointer`")),
    in_file("Shared/JSON", "func f(_ a: [Int]) { a.withUnsafeBytes { _ in } }", "`withUnsafeBytes`"),
    in_file("Shared/JSON", r'let a = "\(b("x", unsafe c) + "y")"', "`unsafe`"),
    in_file("Shared/Web", "import CHTTPServer", "Web does not declare", "only HTTP, HTTPConformance"),
    in_file("Shared/Web", "@_exported public import JSON", "@_exported import JSON"),
    in_file("Shared/Kafka", "public import CRDKafka", "C stays inside of Kafka"),
    in_file("Shared/Kafka", "package import CRDKafka", "C stays inside of Kafka"),
    in_file("Shared/ServiceHost", "import CMongo", "ServiceHost does not declare", "only BSON, Mongo and storefront-bare-loop may import it"),
    in_file("Shared/ServiceHost", "import TestSupport", "ServiceHost does not declare", "only tests may import it"),
    in_file("Services/Tools/StorefrontTools", "import CCurl", "StorefrontTools does not", "only HTTPClient may import"),
    in_file(f"{ORDERS}/Domain", "import Mongo", "Domain imports", "only OrdersService.swift and Store may"),
    in_file(f"{ORDERS}/Domain", "import ServiceHost", "Domain imports"),
    in_file(f"{ORDERS}/UseCases", "import BSON", "only OrdersService.swift and Store may"),
    in_file(f"{ORDERS}/UseCases", "import Outbox", "only Events, OrdersService.swift and Store may"),
    in_file(f"{ORDERS}/Store", "import Kafka", "only Events and OrdersService.swift may"),
    in_file(f"{ORDERS}/Events", "import Web", "only OrdersService.swift and Routes may"),
    in_file(f"{ORDERS}/Store", "import HTTP", "only OrdersService.swift and Routes may"),
    in_file(f"{ORDERS}/Store", "import AccountsService", "OrdersService does not declare this dependency"),
    in_file("Tests/JSONTests", "import Kafka", "JSONTests does not declare this dependency"),
    in_file("Tests/JSONTests", "import XCTest", "import XCTest: neither a target"),
    in_file("Tests/JSONTests", "let a: OpaquePointer? = nil", "`OpaquePointer`"),
    in_file("Shared", "import JSON", "belongs to no target"),
    # What must not be found.
    in_file("Shared/JSON", '// import Kafka\n/* /* import Kafka */ unsafe */ let a = "import Kafka"'),
    in_file("Shared/JSON", 'let a = """\n    import Kafka\n    \\"""import Web\n    """\nlet b = #"a"unsafe"#'),
    in_file("Shared/JSON", "enum A { case `import`, unsafety }\nlet b = A.import\nlet `import Kafka` = 1"),
    in_file("Shared/JSON", "import Glibc\nimport Synchronization\npublic import FoundationEssentials"),
    in_file("Shared/Kafka", "import CRDKafka\nlet a = unsafe 1"),
    in_file(f"{ORDERS}/Store", "import BSON\nimport Mongo\nimport Outbox"),
    in_file("Tests/SettingsTests", "import Foundation\nimport Testing\nlet a = unsafe 1"),
]

# Replaced in Package.swift, and what must be said of it.
MANIFESTS = [
    ('shared("Threads")', 'shared("Threads", ["JSON"])', "Threads (L0) depends on JSON (L0), which is not below it"),
    ('shared("JSON")', 'shared("JSON", ["StorefrontContracts"])', None),  # a cycle: SwiftPM itself refuses it
    ('shared("Actuator", ["Web"', 'shared("Actuator", ["CMongo", "Web"', "depends on CMongo, which only BSON, Mongo and storefront-bare-loop may"),
    ('"OrdersService", "ServiceHost"]', '"OrdersService", "ServiceHost", "TestSupport"]', "which only tests may"),
    ("// L6", "// L4", "ServiceHost (L4) depends on Outbox (L4)"),
    ("// L0", "//", "CMongo stands above the first `// L` comment"),
    ('shared("Threads")', 'Target.target(name: ["Threads"][0], path: "Shared/Threads")', "must be declared once"),
    ('name: "storefront",', 'name: "storefront", dependencies: [.package(path: "../x")],', "depends on no other package"),
]


def run(root):
    """Prints what was not found as expected; the exit code."""
    with tempfile.TemporaryDirectory(prefix="layers-") as folder:
        copy = Path(folder)
        shutil.copy(root / "Package.swift", copy)
        for top in ("Services", "Shared", "Tests"):
            shutil.copytree(root / top, copy / top)
        # The breaches that the checkout has already are not of interest here.
        before = set(rules.check(copy)[0])
        targets = manifest.describe(copy)
        wrong = [line for plant in FILES for line in _try_file(copy, plant, targets)]
        wrong += [line for each in MANIFESTS for line in _try_manifest(copy, *each, before)]
    for line in wrong:
        print(line)
    count = len(FILES) + len(MANIFESTS)
    print(f"layers --self-test: {count} plants, {len(wrong)} of them not found as they should be" if wrong
          else f"layers --self-test: {count} plants, each found or rightly passed over")
    return 1 if wrong else 0


def _try_file(copy, plant, targets):
    """The planted file is put into its target by hand: to describe the package anew for each takes too long."""
    path = copy / plant.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plant.code, encoding="utf-8")
    owner = next((each for each in targets.values() if plant.file.startswith(each.path + "/")), None)
    if owner:
        found = sorted(set(rules.check_file(copy, plant.file, owner, targets)))
    else:
        found = list(rules.check_strays(copy, targets))
    path.unlink()
    fits = len(found) == len(plant.expected) and all(
        fault.file == plant.file and fault.line == line and piece in fault.message
        for fault, (line, piece) in zip(found, plant.expected))
    if not fits:
        yield f"{plant.code!r}\n  expected {plant.expected}\n  found    {[str(fault) for fault in found]}"


def _try_manifest(copy, old, new, expected, before):
    path = copy / "Package.swift"
    text = path.read_text(encoding="utf-8")
    if old not in text:
        yield f"{old!r} is not in Package.swift any more: plant something else"
        return
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        found = [str(fault) for fault in set(rules.check(copy)[0]) - before]
    except manifest.Unreadable:
        found = None
    path.write_text(text, encoding="utf-8")
    if expected is None:
        if found is not None:
            yield f"{new!r} was taken"
    elif not found or not any(expected in fault and fault.startswith("Package.swift:") for fault in found):
        yield f"{new!r}\n  expected {expected}\n  found    {found}"
