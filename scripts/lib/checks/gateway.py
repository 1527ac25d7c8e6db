"""The gateway's configuration under the real Envoy, before a server that tells what it was asked."""

import http.server
import json
import os
import random
import socket
import subprocess
import tempfile
import threading
import time

from . import web


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes; the second is not to wait for the acknowledgement of the first.
    disable_nagle_algorithm = True

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path.startswith("/unavailable"):
            self.server.refused += 1
        told = {
            "service": self.server.name, "method": self.command, "path": self.path, "body": body,
            "headers": {name.lower(): self.headers.get_all(name) for name in self.headers},
        }
        data = json.dumps(told).encode()
        self.send_response(503 if self.path.startswith("/unavailable") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer

    def log_message(self, *_):
        pass


def free_ports(count):
    """Below those of outgoing connections, which could take one before its owner starts."""
    def is_free(port):
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) != 0
    return [port for port in random.sample(range(10240, 27000), 4 * count) if is_free(port)][:count]


def echo_server(name, handler=Echo):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.name, server.refused = name, 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def check(report, scripts, envoy):
    servers = [echo_server(name) for name in ("accounts", "orders", "fulfillment")]
    port, closed = free_ports(2)
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "envoy.yaml")
        # fulfillment's port is one where nobody listens.
        addresses = [f"127.0.0.1:{number}" for number in (port, *(s.server_port for s in servers[:2]), closed)]
        with open(config, "w", encoding="utf-8") as file:
            subprocess.run([os.path.join(scripts, "gateway/render"), *addresses], check=True, stdout=file)
        with open(os.path.join(folder, "envoy.log"), "w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [envoy, "--config-path", config, "--log-level", "warning", "--concurrency", "1", "--disable-hot-restart"],
                stdout=log, stderr=log)
        try:
            if report.soon("Envoy takes the configuration and listens", 20, lambda: (connects(port), read(log.name))):
                routes(report, port)
                headers(report, port)
                failures(report, port, servers[0])
        finally:
            process.terminate()
            process.wait(20)
    for server in servers:
        server.shutdown()
        server.server_close()


def connects(port):
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def routes(report, port):
    for asked, service, path in [
        ("/accounts", "accounts", "/"),
        ("/accounts?page=1", "accounts", "/?page=1"),
        ("/accounts/", "accounts", "/"),
        ("/accounts/customers/1?a=b%20c", "accounts", "/customers/1?a=b%20c"),
        ("/accounts//customers", "accounts", "/customers"),
        ("/accounts/accounts/1", "accounts", "/accounts/1"),
        ("/accounts/../orders/customers/summary", "orders", "/customers/summary"),
        ("/orders/customers/sample", "orders", "/customers/sample"),
        ("/orders", "orders", "/"),
    ]:
        answer = web.get(port, asked)
        told = answer.json if answer.status == 200 else {}
        report.equal(f"GET {asked} reaches {service} as {path}", (told.get("service"), told.get("path")), (service, path))
    for asked in ("/accountsfoo", "/accountsfoo/1", "/", "/other/customers", "/Accounts/1"):
        answer = web.get(port, asked)
        told = answer.json if "json" in answer.headers.get("Content-Type", "") else {}
        report.equal(f"GET {asked} is a 404 of the gateway, in JSON", (answer.status, told.get("path")), (404, asked))


def headers(report, port):
    lies = {
        "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "1",
        "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example", "X-Forwarded-For": "192.0.2.66", "Host": f"localhost:{port}",
    }
    for service in ("accounts", "orders"):
        got = web.get(port, f"/{service}/customers/1", headers=lies).json["headers"]
        seen = {name: got.get(name) for name in sorted(n.lower() for n in lies) if name != "x-forwarded-for"}
        report.equal(f"the headers of the gateway replace what a client claims, for {service}", seen, {
            "forwarded": None, "host": [f"localhost:{port}"], "x-forwarded-host": [f"localhost:{port}"],
            "x-forwarded-port": None, "x-forwarded-prefix": [f"/{service}"], "x-forwarded-proto": ["http"]})
        # For a client on the same machine Envoy tells an address of the machine, not 127.0.0.1.
        told = ",".join(got["x-forwarded-for"]).split(",")
        report.check(f"the client's address is told to {service}, last", len(told) == 2 and told[1] != "192.0.2.66", told)
    told = web.post(port, "/orders/x", body=b"hello").json
    report.equal("a body comes through", (told["method"], told["body"]), ("POST", "hello"))


def failures(report, port, accounts):
    begin = time.monotonic()
    answer = web.post(port, "/fulfillment/fulfillments/sample/process")
    report.check(
        "a service that is away is a 503 in JSON, within 5 s",
        answer.status == 503 and "json" in answer.headers["Content-Type"] and time.monotonic() - begin < 5, answer)
    for method in ("POST", "GET"):
        accounts.refused = 0
        web.request(port, method, "/accounts/unavailable")
        report.equal(f"a {method} that was answered with 503 is not sent again", accounts.refused, 1)
