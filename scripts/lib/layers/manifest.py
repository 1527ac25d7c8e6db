"""The package as its manifest declares it: targets, their layers, files and dependencies."""

import json
import re
import subprocess
from dataclasses import dataclass

from . import swift_source

TESTS = 1000  # the layer above every other


class Unreadable(Exception):
    """The package cannot be described, so that nothing can be proven."""


@dataclass
class Target:
    name: str
    module: str
    kind: str  # "library", "executable", "test", "system-target"
    is_swift: bool
    path: str
    files: list  # relative to the checkout
    dependencies: list
    layer: int = -1
    line: int = 0  # in Package.swift


def package_swift(root):
    return (root / "Package.swift").read_text(encoding="utf-8")


def describe(root):
    """All targets by name."""
    description = json.loads(_swift(root, "package", "describe", "--type", "json"))
    targets = {}
    for each in description["targets"]:
        targets[each["name"]] = Target(
            name=each["name"], module=each["c99name"], kind=each["type"],
            is_swift=each["module_type"] == "SwiftTarget", path=each["path"],
            files=sorted(f"{each['path']}/{source}" for source in each["sources"]),
            dependencies=list(each.get("target_dependencies") or []))
    return targets


def external_dependencies(root):
    """What `swift package show-dependencies` finds: names of packages."""
    tree = json.loads(_swift(root, "package", "show-dependencies", "--format", "json"))
    return [each["identity"] for each in tree["dependencies"]]


def place_in_layers(text, targets):
    """Sets `layer` and `line` of each target by the last `// L…` comment above its declaration; yields what cannot be
    placed."""
    rows = [(m.start(), int(m.group(1))) for m in re.finditer(r"^\s*// L(\d+)\b", text, re.MULTILINE)]
    rows += [(m.start(), TESTS) for m in re.finditer(r"^\s*// Tests\b", text, re.MULTILINE)]
    rows.sort()
    for target in targets.values():
        declarations = [m.start("name") for m in re.finditer(_declaration(target.name), text)]
        if len(declarations) != 1:
            yield target, f"target {target.name} must be declared once and in a form that this script knows"
            continue
        target.line = text.count("\n", 0, declarations[0]) + 1
        above = [layer for position, layer in rows if position < declarations[0]]
        if not above:
            yield target, f"target {target.name} stands above the first `// L` comment"
            continue
        target.layer = above[-1]


def _declaration(name):
    heads = [
        r"\b(?:shared|tests)\(\s*",
        r"\bservice\(\s*\"[^\"]*\",\s*",
        r"\.(?:target|executableTarget|testTarget|systemLibrary)\(\s*name:\s*",
    ]
    return rf'(?:{"|".join(heads)})(?P<name>"{re.escape(name)}")'


def declares_packages(text):
    """Lines of Package.swift that name another package."""
    code = swift_source.code_only(text)
    return [code.count("\n", 0, m.start()) + 1 for m in re.finditer(r"\.package\s*\(", code)]


def _swift(root, *arguments):
    result = subprocess.run(
        ["swift", *arguments], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Unreadable(f"swift {' '.join(arguments)} failed:\n{result.stderr.strip()}")
    return result.stdout
