"""One line per check: "ok - …", "FAIL - …" with what was seen instead, "skip - …". scripts/test counts them."""

import time


class Report:
    def __init__(self):
        self.failures = 0

    def check(self, name, holds, seen=""):
        return self.faults(name, [] if holds else [seen])

    def faults(self, name, faults):
        """Holds when there is none; each is told on a line of its own, if it says anything, the first 40 of them."""
        self.failures += bool(faults)
        lines = [f"       {shortened(fault)}" for fault in faults[:40] if fault != ""]
        lines += [f"       and {len(faults) - 40} more"] * (len(faults) > 40)
        print("\n".join([f"{'FAIL' if faults else 'ok'} - {name}", *lines]), flush=True)
        return not faults

    def equal(self, name, actual, expected):
        return self.check(name, actual == expected, f"expected {expected!r}, got {actual!r}")

    def soon(self, name, seconds, look):
        """`look` returns (holds, seen) and is asked until it holds or the time is over; an error counts as not yet."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                holds, seen = look()
            except (OSError, LookupError, TypeError, ValueError) as error:
                holds, seen = False, repr(error)
            if holds or time.monotonic() >= deadline:
                return self.check(name, holds, seen)
            time.sleep(0.05)

    @staticmethod
    def skip(name):
        print(f"skip - {name}", flush=True)


def shortened(value, limit=600):
    text = str(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"
