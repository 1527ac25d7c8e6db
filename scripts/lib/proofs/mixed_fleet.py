#!/usr/bin/env python3
"""Each service of the fleet in turn replaced by a Spring one, on Apache Kafka: the seven calls end in the same table.

Environment: KAFKA_HOME, and SPRING_PEER, a folder whose `run` starts and stops the Spring services. Needs pymongo, which
that program uses. Prints one line per service; exit code 1 when one of them does not agree.
"""

import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
LIBRARY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, LIBRARY)

from checks.fleet import SERVICES, Fleet  # noqa: E402
from checks.gateway import free_ports  # noqa: E402
from checks.report import Report  # noqa: E402


def replaced(fleet, service, folder):
    """Stops ours and starts Spring's; returns its port."""
    # The Spring services listen beside each other: accounts on the base port, the others 5 and 10 above.
    port, mongo = free_ports(2)
    base = port - 5 * SERVICES.index(service)
    done = subprocess.run(
        [os.path.join(os.environ["SPRING_PEER"], "run"), "up", service, "--kafka", f"127.0.0.1:{fleet.kafka}", "--base-port",
         str(base), "--mongo-port", str(mongo), "--state", folder, "--mongod", os.environ["MONGOD"], "--fresh"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-2000:])
    return port


def prove(report, service):
    fleet = Fleet(os.path.dirname(LIBRARY), ["--debug-build"])
    with tempfile.TemporaryDirectory() as folder:
        try:
            code, output = fleet.up(KAFKA_HOME=os.environ["KAFKA_HOME"])
            if not report.check(f"{service}: the fleet is up", code == 0, output[-2000:]):
                return
            fleet.kill(service)
            port = replaced(fleet, service, folder)
            addresses = {name: fleet.ports[f"{name.upper()}_PORT"] for name in SERVICES} | {service: port}
            arguments = [part for name in SERVICES for part in (f"--{name}", f"http://127.0.0.1:{addresses[name]}")]
            done = subprocess.run(
                [os.path.join(fleet.state, "bin/refresh"), *arguments, "--timeout", "60"], env=fleet.environment, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
            report.check(
                f"{service} by Spring: the seven calls end in one state", done.returncode == 0, done.stdout[-3000:])
        finally:
            subprocess.run(
                [os.path.join(os.environ["SPRING_PEER"], "run"), "down", "--state", folder], stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=60, check=False)
            fleet.end()


report = Report()
for each in sys.argv[1:] or SERVICES:
    prove(report, each)
print(f"{report.failures} of the replaced services did not agree")
sys.exit(1 if report.failures else 0)
