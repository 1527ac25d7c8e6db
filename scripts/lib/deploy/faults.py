"""What a check finds, and what keeps it from being made."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong, and the file in which to mend it."""
    file: str
    text: str

    def __str__(self):
        return f"{self.file}: {self.text}"


class Missing(Exception):
    """A check cannot be made here; the message names what is missing and what brings it."""
