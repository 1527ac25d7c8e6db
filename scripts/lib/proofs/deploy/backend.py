"""A service of the checks' own: it tells what it was asked, counts it, and fails as the path or the test wants."""

import collections
import contextlib
import threading

from checks.gateway import Echo, echo_server


class Backend(Echo):
    def take(self):
        self.server.counts[self.command, self.path] += 1
        if self.path == "/slow":
            # Until the test is over; the gateway has given up long before.
            self.server.over.wait(120)
            self.close_connection = True
            return
        if self.path == "/cut":
            self.close_connection = True
            return
        if self.server.fails:
            self.path = "/unavailable"
        self.answer()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = take


@contextlib.contextmanager
def backend(name):
    server = echo_server(name, Backend)
    server.counts, server.over, server.fails = collections.Counter(), threading.Event(), False
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
