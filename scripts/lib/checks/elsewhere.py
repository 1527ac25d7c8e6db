"""Other machines and servers of the user's own: what scripts/up says and does there."""

import os
import socket
import subprocess
import tempfile

from . import consistency, web
from .fleet import Fleet, customers

URIS = [
    # given, then what accounts gets
    ("mongodb://h", "mongodb://h/accounts"),
    ("mongodb://h:1/", "mongodb://h:1/accounts"),
    ("mongodb://h:1,i:2/shop?replicaSet=rs0", "mongodb://h:1,i:2/accounts?replicaSet=rs0"),
    ("mongodb://h/?tls=true", "mongodb://h/accounts?tls=true"),
    ("mongodb://h?tls=true", "mongodb://h/accounts?tls=true"),
    ("mongodb+srv://h/shop", "mongodb+srv://h/accounts"),
    # Who logs in is looked up where the given URI said, not in the service's database.
    ("mongodb://u:p%2F@h/shop?w=1", "mongodb://u:p%2F@h/accounts?w=1&authSource=shop"),
    ("mongodb://u:p@h", "mongodb://u:p@h/accounts?authSource=admin"),
    ("mongodb://u:p@h/shop?authsource=users", "mongodb://u:p@h/accounts?authsource=users"),
]


def uris(report, scripts):
    program = 'here=$1; . "$here/lib/fleet.sh"; SPRING_DATA_MONGODB_URI=$2; choose_mongo; mongo_uri accounts; mongo_address'
    for given, expected in URIS:
        done = subprocess.run(["bash", "-c", program, "-", scripts, given], text=True, capture_output=True, check=False)
        uri, _, address = done.stdout.strip().partition("\n")
        report.equal(f"{given} gives accounts its own database", uri, expected)
        report.check(f"and is shown without name and password: {address}", address and "@" not in address, done)


def pretend(folder, system, machine):
    """A PATH on which uname tells of another machine."""
    with open(os.path.join(folder, "uname"), "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\ncase "$1" in -s) echo {system} ;; -m) echo {machine} ;; *) echo {system} ;; esac\n')
    os.chmod(file.name, 0o755)
    return f"{folder}:{os.environ['PATH']}"


def machines(report, fleet):
    """Before anything is installed or started: which system, which variables."""
    with tempfile.TemporaryDirectory() as folder:
        code, output = fleet.up(PATH=pretend(folder, "Darwin", "arm64"))
        report.check("on another system scripts/up stops, says that the server needs Linux, and names Compose",
                     code == 1 and "Linux" in output and "docker compose up" in output and "Building" not in output, output)
        code, output = fleet.up(PATH=pretend(folder, "Linux", "aarch64"))
        named = all(n in output for n in ("SPRING_DATA_MONGODB_URI", "SPRING_KAFKA_BOOTSTRAP_SERVERS", "KAFKA_HOME"))
        report.check("on aarch64 it names the variables that make it work",
                     code == 1 and named and "Building" not in output, output)
    report.equal("and nothing was started by either", fleet.processes(), [])


def own_servers(report, fleet):
    """A second fleet, on a machine without ready-made servers, on the MongoDB and the broker of the first."""
    second = Fleet(fleet.scripts, fleet.up_options)
    try:
        with tempfile.TemporaryDirectory() as folder:
            code, output = second.up(
                PATH=pretend(folder, "Linux", "aarch64"),
                SPRING_DATA_MONGODB_URI=f"mongodb://127.0.0.1:{fleet.mongo}/anything?replicaSet=rs0",
                SPRING_KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{fleet.kafka}", SPRING_KAFKA_CONSUMER_GROUP_ID="second")
            report.check("with them it starts all but the gateway, and says so",
                         code == 0 and "gateway: none here" in output, output)
            report.check("no MongoDB and no broker of its own", second.pid("mongod") is None and
                         second.pid("tansu") is None and second.pid("kafka") is None, output)
            report.equal("accounts sees the database of the first fleet",
                         set(customers(second.accounts)), set(customers(fleet.accounts)))
            code, output = second.script("status", PATH=pretend(folder, "Linux", "aarch64"))
            report.check("scripts/status shows them as given", code == 0 and output.count(" given ") == 2, output)
            consistency.everything_stops(report, second)
    finally:
        second.end()
    report.check("the servers that were given still run", fleet.pid("mongod") in fleet.processes()
                 and web.get(fleet.accounts, "/actuator/health/readiness").status == 200)


def ports(report, fleet):
    code, output = fleet.up(KAFKA_HOME="/")
    report.check("a KAFKA_HOME without Kafka is an error that says so", code == 1 and "KAFKA_HOME is /" in output, output)
    code, output = fleet.up(ACCOUNTS_PORT=str(fleet.orders))
    report.check("two parts on one port are refused by name",
                 code == 1 and "ACCOUNTS_PORT" in output and "ORDERS_PORT" in output, output)
    code, output = fleet.up(ORDERS_PORT="http")
    report.check("a port that is no number is refused by name", code == 1 and 'ORDERS_PORT is "http"' in output, output)
    with socket.socket() as other:
        other.bind(("127.0.0.1", fleet.fulfillment))
        other.listen()
        code, output = fleet.up()
    report.check("a port that is taken is named with the variable that changes it", code == 1 and
                 str(fleet.fulfillment) in output and "FULFILLMENT_PORT=" in output and "Building" not in output, output)
    report.equal("and nothing was started by any of them", fleet.processes(), [])


def running(report, fleet):
    """A fleet that runs is not split by a change of its settings, nor by a stranger's process with a known number."""
    code, output = fleet.up(ORDERS_PORT="1")
    report.check("another port for a fleet that runs is refused", code == 1 and "ORDERS_PORT" in output
                 and "scripts/down" in output, output)
    path = os.path.join(fleet.state, "run", "stranger.pid")
    with open(os.path.join(fleet.state, "run", "accounts.pid"), encoding="utf-8") as file:
        pid, started, boot = file.read().split()
    program = 'here=$1; . "$here/lib/fleet.sh"; running_pid stranger; ask_to_stop stranger; await_end stranger 1'
    for line in (f"{pid} {int(started) + 1} {boot}", f"{pid} {started} another-boot", "", "x y z"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(line + "\n")
        done = subprocess.run(["bash", "-c", program, "-", fleet.scripts], text=True, capture_output=True, check=False,
                              env=fleet.environment)
        report.check(f"a pid file that is not ours to signal is left alone: {line.replace(pid, 'PID')!r}",
                     done.stdout == "" and fleet.pid("accounts") in fleet.processes(), done)
