"""One service by itself at its start: settings that cannot be read, and none at all."""

import os
import subprocess
import tempfile

UNREADABLE = {
    "SERVER_PORT": "x", "MANAGEMENT_SERVER_PORT": "70000", "SPRING_DATA_MONGODB_URI": "http://db/accounts",
    "SPRING_KAFKA_BOOTSTRAP_SERVERS": "broker", "STOREFRONT_SAMPLES": "perhaps",
    "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE": "soon",
}
# As scripts/lib/common.sh sets it: without it libmongoc may speak before the service does.
DRIVER = {"MONGOC_DISABLE_SHM": "1"}

# In a network of its own, where the default port is free and nobody answers: starts the service, asks it for its health
# until it has looked for both servers, and stops it.
ALONE = """
set -u
ip link set lo up
"$1" > "$2" 2>&1 &
service=$!
code=
for _ in $(seq 100); do
    sleep 0.2
    if grep -q 'MongoDB is not reachable' "$2" && grep -q 'Kafka is not reachable' "$2"; then
        said=$("$1" --health 2>&1)
        code=$?
        break
    fi
done
kill -TERM "$service"
wait "$service"
echo "stopped with $?"
echo "health $code: ${said:-}"
"""


def unreadable_settings(report, fleet):
    """All faults at once and exit code 78, before anything is opened."""
    for service in ("accounts", "orders", "fulfillment"):
        done = subprocess.run([os.path.join(fleet.state, "bin", service)], env=UNREADABLE | DRIVER, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=20, check=False)
        named = [line.partition(":")[0] for line in done.stderr.splitlines()]
        report.equal(f"{service} ends with 78 on settings that it cannot read, and names each of them",
                     (done.returncode, sorted(named)), (78, sorted(UNREADABLE)))


def no_settings(report, fleet):
    """On the defaults: runs, says which servers it cannot reach, is not ready."""
    unshare = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*unshare, "ip", "link", "set", "lo", "up"], capture_output=True, check=False).returncode != 0:
        report.skip("a service without any setting (unshare and ip cannot make a network of its own here)")
        return
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log")
        done = subprocess.run(
            [*unshare, "bash", "-c", ALONE, "-", os.path.join(fleet.state, "bin", "accounts"), log],
            env={"PATH": os.environ["PATH"]}, text=True, capture_output=True, timeout=60, check=False)
        with open(log, encoding="utf-8") as file:
            told = file.read()
    report.check("without any setting a service starts on port 8080 and says that it cannot reach MongoDB and Kafka",
                 "0.0.0.0:8080" in told and "mongodb://mongo:27017/accounts" in told and "Kafka is not reachable" in told, told)
    report.check("and is not ready, by its own --health", "health 1: accounts: not ready (503)" in done.stdout, done)
    report.check("and ends with 0 on SIGTERM", "stopped with 0" in done.stdout, done)
