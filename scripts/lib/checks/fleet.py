"""A fleet of its own: free ports, a state folder that goes afterwards, and scripts/up, down and status as a user runs them."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from . import web
from .gateway import free_ports

PORTS = [
    "GATEWAY_PORT", "ACCOUNTS_PORT", "ORDERS_PORT", "FULFILLMENT_PORT", "MONGO_PORT", "KAFKA_PORT", "KAFKA_INNER_PORT",
]
SERVICES = ["accounts", "orders", "fulfillment"]
# What a user of these tests may have set must not reach the fleet.
HIDDEN = ["SPRING_DATA_MONGODB_URI", "SPRING_KAFKA_BOOTSTRAP_SERVERS", "KAFKA_HOME", "SPRING_PROFILES_ACTIVE"]


class Fleet:
    def __init__(self, scripts, up_options):
        self.scripts, self.up_options = scripts, up_options
        self.state = tempfile.mkdtemp(prefix="storefront-stack-")
        ports = dict(zip(PORTS, free_ports(len(PORTS))))
        self.environment = {k: v for k, v in os.environ.items() if k not in HIDDEN}
        self.environment |= {"STOREFRONT_STATE": self.state} | {name: str(port) for name, port in ports.items()}
        self.ports = ports
        self.gateway, self.mongo, self.kafka = (ports[f"{n}_PORT"] for n in ("GATEWAY", "MONGO", "KAFKA"))
        self.accounts, self.orders, self.fulfillment = (ports[f"{n.upper()}_PORT"] for n in SERVICES)

    def script(self, name, *arguments, timeout=300, **environment):
        """Exit code and everything that was printed."""
        done = subprocess.run(
            [os.path.join(self.scripts, name), *arguments], env=self.environment | environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=timeout, check=False)
        return done.returncode, done.stdout

    def up(self, *arguments, **environment):
        return self.script("up", *self.up_options, *arguments, **environment)

    def environment_of(self, part):
        with open(f"/proc/{self.pid(part)}/environ", "rb") as file:
            return dict(entry.split(b"=", 1) for entry in file.read().split(b"\0") if b"=" in entry)

    def start_alone(self, name, environment):
        """Starts one service without the rest, and hands it over to scripts/up and down by a pid file like theirs."""
        with open(os.path.join(self.state, "logs", f"{name}.log"), "ab") as log:
            process = subprocess.Popen(
                [os.path.join(self.state, "bin", name)], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        with open(f"/proc/{process.pid}/stat", encoding="utf-8") as file:
            started = file.read().rpartition(") ")[2].split()[19]
        with open("/proc/sys/kernel/random/boot_id", encoding="utf-8") as file:
            boot = file.read().strip()
        with open(os.path.join(self.state, "run", f"{name}.pid"), "w", encoding="utf-8") as file:
            file.write(f"{process.pid} {started} {boot}\n")

    def pid(self, part):
        try:
            with open(os.path.join(self.state, "run", f"{part}.pid"), encoding="utf-8") as file:
                return int(file.read().split()[0])
        except FileNotFoundError:
            return None

    def signal(self, part, number):
        os.kill(self.pid(part), number)

    def kill(self, part):
        """SIGKILL, as a crash; returns when the process is gone."""
        pid = self.pid(part)
        os.kill(pid, signal.SIGKILL)
        while pid in self.processes():
            time.sleep(0.01)

    def processes(self):
        """Pids of everything that was started from the state folder or with its name, zombies aside."""
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    line = file.read()
                with open(f"/proc/{entry}/environ", "rb") as file:
                    line += file.read()
                with open(f"/proc/{entry}/stat", encoding="utf-8") as file:
                    stat = file.read().rpartition(") ")[2]
            except OSError:
                continue
            if self.state.encode() in line and not stat.startswith("Z"):
                found.append(int(entry))
        return found

    def refresh_command(self, *arguments):
        return [os.path.join(self.state, "bin/refresh"), "--gateway", f"http://127.0.0.1:{self.gateway}", *arguments]

    def refresh(self, *arguments, timeout=120):
        done = subprocess.run(
            self.refresh_command(*arguments), env=self.environment, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=timeout, check=False)
        return done.returncode, done.stdout

    def topic(self, name):
        """All records of a topic as (key, value), where a null value is None."""
        done = subprocess.run(
            ["kcat", "-q", "-b", f"localhost:{self.kafka}", "-t", name, "-C", "-e", "-o", "beginning", "-f", r"%k %S %s\n"],
            text=True, capture_output=True, timeout=60, check=True)
        records = re.findall(r"^(\S*) (-?\d+) (.*)$", done.stdout, re.MULTILINE)
        return [(key, None if size == "-1" else value) for key, size, value in records]

    def end(self):
        """Whatever happened: nothing of the fleet stays."""
        try:
            self.script("down", timeout=120)
        finally:
            for pid in self.processes():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            shutil.rmtree(self.state, ignore_errors=True)


def customers(port):
    return {customer["id"]: customer for customer in web.get(port, "/customers/summary").json["customers"]}


def fulfillments(port):
    return web.get(port, "/fulfillments/summary").json["fulfillments"]


def statuses(order):
    return [event["orderStatusType"] for event in order["orderStatusEvents"]]
