"""One line per check: "ok - …", "FAIL - …" with what was seen instead, "skip - …". scripts/test counts them."""

import time


class Report:
    def __init__(self):
        self.failures = 0

    def check(self, name, holds, seen=""):
        if holds:
            print(f"ok - {name}", flush=True)
        else:
            self.failures += 1
            print(f"FAIL - {name}" + (f"\n       {shortened(seen)}" if seen != "" else ""), flush=True)
        return holds

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
