"""What the sources were read to say is what the built binaries say."""

import os
import re

from . import images, settings, tools
from .faults import Fault, Missing


def agree(tree, _):
    """--version and --help of the debug build, when it is there; one that is old is a fault, too."""
    for name in tree.services:
        binary = tree.path(f".build/debug/{name}")
        if not os.path.exists(binary):
            raise Missing(f"{name} is not built: swift build")
        _, output, error = tools.run([binary, "--version"])
        if output.split()[-1:] != [images.version(tree)]:
            yield Fault(images.VERSION, f"{name} --version says {(output + error).strip()}, not {images.version(tree)}")
        _, output, _ = tools.run([binary, "--help"], env={})
        shown = set(re.findall(r"^  ([A-Z][A-Z0-9_]+)(?: \[|$)", output, re.MULTILINE))
        known = set(settings.known(tree).names)
        for setting in sorted(shown ^ known):
            yield Fault(settings.KEYS, f"{setting} is only in {f'{name} --help' if setting in shown else 'the sources'}: "
                                       "build anew, or see how the names are read")
