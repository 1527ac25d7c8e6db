"""The real istiod with the manifests of istio/, and Envoy as gateway and sidecars: what the checks of the mesh share.

Environment: ISTIO, a folder with `start` and `istio-offline.xz`; ENVOY (default: the one on the PATH, else the pinned
download).
"""

import contextlib
import glob
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
LIBRARY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, LIBRARY)

from checks import web  # noqa: E402
from checks.fleet import SERVICES, Fleet  # noqa: E402
from deploy import images, tools  # noqa: E402
from deploy.faults import Missing  # noqa: E402
from deploy.tree import Tree  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(LIBRARY))
HTTP_PORT, MANAGEMENT_PORT = 8080, 9091
LACKING = 77


def lack(what):
    print(what)
    sys.exit(LACKING)


def output_of(*command, **options):
    """Exit code, and everything that was printed."""
    done = subprocess.run(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
        **{"timeout": 120, **options})
    return done.returncode, done.stdout


class Programs:
    """Where the programs are; ends the check as one that cannot be made here when one is missing."""

    def __init__(self, folder):
        self.istio = os.environ.get("ISTIO", "")
        if not os.access(os.path.join(self.istio, "start"), os.X_OK):
            lack("ISTIO names no folder with `start` and `istio-offline.xz`" if self.istio else
                 "ISTIO is not set: a folder with `start` and `istio-offline.xz`")
        self.data = os.path.join(folder, "istio")
        try:
            self.envoy = os.environ.get("ENVOY") or shutil.which("envoy") or tools.download("pinned_binary", "envoy")
            self.kubectl = tools.kubectl()
            tools.packages()
        except Missing as missing:
            lack(missing)

    def render(self, kustomization, folder):
        """The objects of a kustomization of the checkout, also written into a folder, where istiod looks for changes."""
        done = subprocess.run(
            [*self.kubectl, "kustomize", os.path.join(ROOT, kustomization)], text=True, stdout=subprocess.PIPE, timeout=60,
            check=True)
        os.makedirs(folder, exist_ok=True)
        write(os.path.join(folder, "rendered.yaml"), done.stdout)
        return done.stdout

    def offline(self, *arguments):
        """istio-offline, which `start` has unpacked."""
        return output_of(os.path.join(self.data, "istio-offline"), *arguments)


def write(path, text):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def version():
    """What the label `version` of the services' pods says."""
    return images.version(Tree(ROOT))


def service_entry(name, endpoints):
    """What a Kubernetes Service and its pods are to istiod. `endpoints`: version to port."""
    lines = "".join(
        f"    - {{address: 127.0.0.1, ports: {{http: {port}}}, labels: {{app: {name}, version: {label}}}}}\n"
        for label, port in endpoints.items())
    return (
        "apiVersion: networking.istio.io/v1\n"
        "kind: ServiceEntry\n"
        f"metadata: {{name: {name}, namespace: dev}}\n"
        "spec:\n"
        f"  hosts: [{name}.dev.svc.cluster.local]\n"
        "  location: MESH_INTERNAL\n"
        "  resolution: STATIC\n"
        f"  ports: [{{number: {HTTP_PORT}, name: http, protocol: HTTP}}]\n"
        "  endpoints:\n"
        f"{lines}---\n")


def free_block(count):
    """The first of `count` free ports in a row, below those that the system gives to clients."""
    for first in random.sample(range(20000, 32000, count), 100):
        with contextlib.ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise RuntimeError(f"no {count} free ports in a row")


@contextlib.contextmanager
def running(programs, config, services=None, sidecars=False):
    """istiod and Envoy on the manifests of a folder; gives the gateway's port.

    `services`: name to the ports on which its process listens, that of the API and, perhaps, of the management.
    """
    # The gateway with its seven companions, and an administration port for each sidecar.
    port = free_block(8 + len(SERVICES))
    described = [
        f"{name}.dev=" + ",".join(f"{outer}:{inner}" for outer, inner in zip((HTTP_PORT, MANAGEMENT_PORT), inner_ports))
        for name, inner_ports in (services or {}).items()]
    environment = os.environ | {"ENVOY": programs.envoy, "VERSION": version(), "SERVICES": " ".join(described)}
    environment |= {"MESH": "1" if sidecars else ""}
    code, said = output_of(os.path.join(programs.istio, "start"), programs.data, config, str(port), env=environment)
    pids = [int(number) for number in re.findall(r"^pid \S+ (\d+)$", said, re.MULTILINE)]
    try:
        if code != 0 or "refused" in said:
            raise RuntimeError(f"istiod and Envoy do not start: {said}")
        yield port
    finally:
        stop(pids)


def stop(pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 15
    while any(os.path.exists(f"/proc/{pid}") for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)


@contextlib.contextmanager
def fleet():
    """The fleet of scripts/up, on ports of its own. Also when the check is told to stop, nothing of it stays."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    own = Fleet(os.path.dirname(LIBRARY), ["--debug-build"])
    try:
        code, said = own.up()
        if code != 0:
            raise RuntimeError(f"scripts/up ended with {code}: {said[-3000:]}")
        yield own
    finally:
        # Its data goes with it, so nothing has to settle first.
        for pid in own.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        own.end()


def refresh(report, own, port, way):
    own.gateway = port
    code, said = own.refresh()
    return report.check(f"refresh --gateway, {way}, ends with 0", code == 0, said[-2000:])


def links(report, port):
    """Every link of an item of each service leads back through the gateway to an answer."""
    base = f"http://127.0.0.1:{port}"
    for name, summary, items in (("accounts", "customers", "customers"), ("orders", "customers", "customerOrderses"),
                                 ("fulfillment", "fulfillments", "fulfillments")):
        id = web.get(port, f"/{name}/{summary}/summary").json[summary][0]["id"]
        item = web.get(port, f"/{name}/{items}/{id}", headers={"Accept": "application/hal+json"})
        found = hrefs(item.json) if item.status == 200 else []
        report.check(
            f"the links of an item of {name} carry the prefix",
            found and all(re.match(re.escape(f"{base}/{name}/") + "[^/]", href) for href in found), found or item)
        dead = [href for href in found if "{" not in href and web.get(port, href.removeprefix(base)).status != 200]
        report.check("and answer 200 through the gateway", found and not dead, dead)


def hrefs(value):
    if isinstance(value, list):
        return [href for element in value for href in hrefs(element)]
    if not isinstance(value, dict):
        return []
    own = [value["href"]] if isinstance(value.get("href"), str) else []
    return own + [href for element in value.values() for href in hrefs(element)]


def clean(report, programs, folder):
    """istioctl validate and the analyzer have nothing to say, of each build together with what it stands on."""
    for path in ["istio/base", *sorted(glob.glob("istio/overlays/*", root_dir=ROOT))]:
        objects = os.path.join(folder, path)
        text = programs.render(path, objects)
        whole = "kind: Namespace\n" in text
        if not whole:
            programs.render("k8s/overlays/minikube", os.path.join(objects, "k8s"))
        code, said = programs.offline("istioctl", "validate", "-f", objects)
        report.check(f"validate {path}", code == 0 and "arning" not in said, said)
        code, said = programs.offline("analyze", objects)
        # That a namespace takes no sidecars is no fault, but where dev was to get them.
        notes = [line for line in said.splitlines() if "[IST0102]" not in line or (whole and "(Namespace dev " in line)]
        report.check(f"analyze {path}", code == 0 and not notes, notes)


def work_folder():
    return tempfile.TemporaryDirectory(prefix="storefront-mesh-")
