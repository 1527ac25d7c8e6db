"""The files of a checkout, read once."""

import functools
import glob
import os

from . import tools
from .faults import Fault


class Unreadable(Exception):
    """A file that is not YAML; carries the fault."""

    def __init__(self, file, error):
        where = getattr(error, "problem_mark", None)
        super().__init__(str(error))
        self.fault = Fault(f"{file}:{where.line + 1}" if where else file, getattr(error, "problem", None) or str(error))


class Tree:
    def __init__(self, root):
        self.root = os.path.abspath(root)

    def path(self, file):
        return os.path.join(self.root, file)

    def has(self, file):
        return os.path.exists(self.path(file))

    def files(self, pattern):
        """Sorted paths below the root that match; ** goes through folders."""
        found = glob.glob(pattern, root_dir=self.root, recursive=True)
        return sorted(name for name in found if os.path.isfile(self.path(name)))

    @functools.cache
    def text(self, file):
        with open(self.path(file), encoding="utf-8") as opened:
            return opened.read()

    @functools.cache
    def documents(self, file):
        """The documents of a YAML file, without the empty ones."""
        return parse(self.text(file), file)

    def line(self, file, text):
        """`file:line` of the first line that holds the text, or the file alone."""
        for number, line in enumerate(self.text(file).splitlines(), 1):
            if text in line:
                return f"{file}:{number}"
        return file

    @functools.cached_property
    def services(self):
        """The names of the services: folders of Services/ with a program and a library of the same name."""
        return [os.path.basename(os.path.dirname(main)) for main in self.files("Services/*/*/main.swift")
                if not main.startswith("Services/Tools/")]


def parse(text, file):
    tools.packages()
    import yaml
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return [document for document in yaml.load_all(text, Loader=loader) if document is not None]
    except yaml.YAMLError as error:
        raise Unreadable(file, error) from error
