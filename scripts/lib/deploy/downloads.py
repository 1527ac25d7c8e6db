"""What is downloaded is pinned."""

import re

from .faults import Fault

REQUIREMENTS = "scripts/lib/deploy/requirements.txt"
PROGRAMS = "scripts/lib/downloads.sh"


def pinned(tree, _):
    """Python packages and programs by version and SHA-256."""
    lines = re.sub(r"#.*", "", tree.text(REQUIREMENTS)).replace("\\\n", " ").splitlines()
    for line in lines:
        if line.strip() and not re.fullmatch(r"[a-z0-9-]+==[\w.]+(\s+--hash=sha256:[0-9a-f]{64})+\s*", line):
            name = line.split("=")[0].split()[0]
            yield Fault(tree.line(REQUIREMENTS, name), f"{name} has no version, or no SHA-256")
    text = tree.text(PROGRAMS)
    for name, entry in re.findall(r"^        (\w+)\)\n            echo (.*?)\n            ;;", text, re.MULTILINE | re.DOTALL):
        words = entry.replace("\\\n", " ").split()
        if len(words) != 5 or not re.search(r"\d", words[1]) or not all(re.fullmatch("[0-9a-f]{64}", w) for w in words[2:5:2]):
            yield Fault(tree.line(PROGRAMS, f" {name})"), f"{name} has no version, or no SHA-256 of package and binary")
