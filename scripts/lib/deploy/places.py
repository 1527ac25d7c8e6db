"""Where the services are named one by one: the table of Services/README.md, by which a new one is added."""

import re

from .faults import Fault

FILE = "Services/README.md"
# Where nobody has to add a service: the services' own sources, what they publish, their tests, this program.
OWN = ("Shared/", "Tests/", "scripts/lib/deploy/")


def table(tree):
    """The files and folders of the table, in its first column."""
    rows = re.findall(r"^\| (`[^|]*) \|", tree.text(FILE).partition("## A fourth service")[2], re.MULTILINE)
    return [place for row in rows for place in re.findall(r"`([^`]+)`", row)]


def complete(tree, _):
    """The table has every file that names all services, and no other; a folder stands for its files."""
    listed = table(tree)
    if not listed:
        yield Fault(FILE, "there is no table of the places that name the services")
    # Also in the name of a variable, ACCOUNTS_PORT.
    naming = {file for file in candidates(tree) if all(re.search(rf"(?<![a-z]){name}(?![a-z])", tree.text(file), re.IGNORECASE)
                                                       for name in tree.services)}
    for file in sorted(naming):
        if not any(file == place or (place.endswith("/") and file.startswith(place)) for place in listed):
            yield Fault(FILE, f"{file} names all services and is not in the table")
    for place in listed:
        if not tree.has(place):
            yield Fault(tree.line(FILE, place), f"there is no {place}")
        elif not any(file == place or file.startswith(place) for file in naming):
            yield Fault(tree.line(FILE, place), f"{place} does not name all services")


def candidates(tree):
    own = {*OWN, *(f"Services/{folder}/" for folder in folders(tree))}
    files = ["Package.swift", "README.md", "docker-compose.yml", "Services/Dockerfile"]
    for pattern in ("scripts/**/*", "k8s/**/*", "istio/**/*", "Services/Tools/**/*"):
        files += tree.files(pattern)
    return [file for file in files if tree.has(file) and not file.startswith(tuple(own)) and "__pycache__" not in file]


def folders(tree):
    return {main.split("/")[1] for main in tree.files("Services/*/*/main.swift")} - {"Tools"}
