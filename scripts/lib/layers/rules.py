"""The rules. Each yields faults; a fault names its file and line, and what is allowed instead."""

import re
from dataclasses import dataclass

from . import manifest, swift_source

# Modules of the toolchain that may be imported anywhere. Full Foundation brings ICU with it, which makes a static binary
# four times as large; nothing of it is needed outside of tests.
TOOLCHAIN = {"FoundationEssentials", "Glibc", "Swift", "Synchronization"}
TOOLCHAIN_OF_TESTS = TOOLCHAIN | {"Dispatch", "Foundation", "Testing"}  # Foundation brings Dispatch with it

# A C library has one owner; its types and pointers end there. (storefront-bare-loop is C, the yardstick of the others;
# KafkaTests starts the broker that librdkafka has for tests.)
C_OWNERS = {
    "CMongo": {"BSON", "Mongo", "storefront-bare-loop"},
    "CRDKafka": {"Kafka", "KafkaTests", "storefront-bare-loop"},
    "CRDKafkaMock": {"KafkaTests"},
    "CCurl": {"HTTPClient"},
    "COpenSSL": {"Crypto"},
    "CMalloc": {"ServiceHost"},
    "CHTTPServer": {"HTTP", "HTTPTests", "HTTPConformance", "HTTPConformanceTests"},  # C of ours: its tests call it
}

# Where memory is handled by hand: the owners of C libraries, and those that make system calls which take pointers
# (threads, signals, `write` to a log or to the standard streams, `environ`).
UNSAFE = {
    "HTTP", "Sockets", "BSON", "Mongo", "Kafka", "HTTPClient", "Crypto", "Threads", "Lifecycle", "StructuredLogging", "Settings",
    "CommandLineOptions", "ServiceHost", "StorefrontTools", "TestSupport",
}

# Who may see the fakes and the fault injection of the tests.
TEST_SUPPORT_USERS = {"storefront-chaos", "storefront-bench"}

# Inside a service: the folders, beside <X>Service.swift, that alone know the store, the broker, the web. What a
# publisher under Events makes of a change is an event for the outbox.
FOLDERS_OF = {
    "Mongo": ("Store",), "BSON": ("Store",), "Outbox": ("Store", "Events"), "Kafka": ("Events",), "Web": ("Routes",),
    "HTTP": ("Routes",),
}
IN_DOMAIN = {"StorefrontContracts", "JSON", "FoundationEssentials", "Synchronization"}


@dataclass(frozen=True, order=True)
class Fault:
    file: str
    line: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.message}"


def check(root):
    """All faults of the checkout, in order, and a sentence for when there is none."""
    text = manifest.package_swift(root)
    packages = manifest.declares_packages(text)
    if packages:
        # Describing the package would fetch them.
        return [Fault("Package.swift", line, "the package depends on no other package") for line in packages], ""
    targets = manifest.describe(root)
    faults = [Fault("Package.swift", target.line or 1, message)
              for target, message in manifest.place_in_layers(text, targets)]
    faults += [Fault("Package.swift", 1, f"swift package show-dependencies finds {name}; there must be none")
               for name in manifest.external_dependencies(root)]
    for target in targets.values():
        faults += _dependencies(target, targets)
    files = [(file, target) for target in targets.values() if target.is_swift for file in target.files]
    for file, target in files:
        faults += check_file(root, file, target, targets)
    faults += check_strays(root, targets)
    rows = {target.layer for target in targets.values()}
    return sorted(set(faults)), f"{len(targets)} targets in {len(rows)} layers and {len(files)} files keep the order"


def check_file(root, file, target, targets):
    """What one Swift file imports and names."""
    code = swift_source.code_only((root / file).read_text(encoding="utf-8", errors="replace"))
    modules = {each.module: each for each in targets.values()}
    for each in swift_source.imports(code):
        for message in _import(each, file, target, modules):
            yield Fault(file, each.line, message)
    if not _may_be_unsafe(target):
        for line, name in swift_source.unsafe_names(code):
            yield Fault(file, line, f"`{name}`: memory is handled by hand only in {_list(UNSAFE)} and their tests")


def check_strays(root, targets):
    """A file of no target is not built and not checked."""
    known = {file for target in targets.values() for file in target.files}
    for top in ("Services", "Shared", "Tests"):
        for path in sorted((root / top).rglob("*.swift")):
            file = path.relative_to(root).as_posix()
            if file not in known:
                yield Fault(file, 1, "belongs to no target")


def _dependencies(target, targets):
    for name in target.dependencies:
        dependency = targets[name]
        if dependency.layer >= target.layer:
            yield Fault(
                "Package.swift", target.line,
                f"{target.name} ({_layer(target)}) depends on {name} ({_layer(dependency)}), which is not below it")
        if name in C_OWNERS and target.name not in C_OWNERS[name]:
            yield Fault(
                "Package.swift", target.line,
                f"{target.name} depends on {name}, which only {_list(C_OWNERS[name])} may")
        if name == "TestSupport" and not _may_use_test_support(target):
            yield Fault("Package.swift", target.line, f"{target.name} depends on TestSupport, which only tests may")


def _import(each, file, target, modules):
    module = each.module
    imported = modules.get(module)
    if "@_exported" in each.attributes:
        yield f"@_exported import {module}: a module's interface is its own"
    if module.startswith("NIO"):
        yield f"import {module}: nothing stands on SwiftNIO"
    elif imported is None:
        yield from _toolchain_import(module, file)
    elif imported.name != target.name and imported.name not in target.dependencies:
        yield f"import {module}: {target.name} does not declare this dependency"
    if module in C_OWNERS:
        if target.name not in C_OWNERS[module]:
            yield f"import {module}: only {_list(C_OWNERS[module])} may import it"
        if each.access in ("public", "package"):
            yield f"{each.access} import {module}: C stays inside of {target.name}"
    if module == "TestSupport" and not _may_use_test_support(target):
        yield "import TestSupport: only tests may import it"
    if re.fullmatch(r"Services/\w+/\w+Service", target.path):
        yield from _service_import(module, file.removeprefix(target.path + "/"), target)


def _toolchain_import(module, file):
    if file.startswith("Tests/"):
        if module not in TOOLCHAIN_OF_TESTS:
            yield f"import {module}: neither a target of the package nor one of {_list(TOOLCHAIN_OF_TESTS)}"
    elif module == "Foundation":
        yield "import Foundation: outside of Tests only FoundationEssentials is linked"
    elif module not in TOOLCHAIN:
        yield f"import {module}: neither a target of the package nor one of {_list(TOOLCHAIN)}"


def _service_import(module, file, target):
    """Rules by folder: `file` is relative to the service's target."""
    folders = FOLDERS_OF.get(module)
    if folders and file != f"{target.name}.swift" and file.split("/")[0] not in folders:
        yield f"import {module}: in a service only {_list([*folders, target.name + '.swift'])} may"
    if file.startswith("Domain/") and module not in IN_DOMAIN:
        yield f"import {module}: Domain imports {_list(IN_DOMAIN)}, nothing else"


def _may_be_unsafe(target):
    return target.name in UNSAFE or target.kind == "test" and (
        target.name.removesuffix("Tests") in UNSAFE or target.name in C_OWNERS["CHTTPServer"])


def _may_use_test_support(target):
    return target.kind == "test" or target.name in TEST_SUPPORT_USERS


def _layer(target):
    return "tests" if target.layer == manifest.TESTS else f"L{target.layer}"


def _list(names):
    names = sorted(names, key=str.lower)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
