"""A control plane of its own, without containers: API server, controllers, scheduler and one node that says it runs the pods.

KUBERNETES names the folder that it comes from, with `start` and `crds/`.
"""

import contextlib
import ctypes
import gzip
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PORTS = 7
# A node like the minikube of README (3 CPUs, 5 GB = 4,768 MiB), less what else asks for its share there by default: minikube's
# own pods 750m and 170 MiB; of Istio istiod 500m and 2,048 MiB, the gateway 100m and 128 MiB, the node agent 100m and 100 MiB,
# and six sidecars (three of them during a rollout) 100m and 128 MiB each.
ROOM = {"cpu": "950m", "memory": "1554Mi"}


class Cluster:
    """To be used in a `with`; ends with it, also on SIGTERM."""

    def __init__(self, folder):
        self.source = folder

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        inherit_orphans()
        self.folder = tempfile.mkdtemp(prefix="storefront-cluster-")
        self.data = os.path.join(self.folder, "data")
        self.environment = os.environ | {
            "KUBECONFIG": os.path.join(self.data, "kubeconfig"), "KUBECACHEDIR": os.path.join(self.folder, "cache"), "NODES": "1",
            "METRICS": "0"}
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # Not by `stop`, which waits for each in turn: whoever interrupts this program may not, and nothing is to be kept.
        end_children()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        done = subprocess.run(
            [os.path.join(self.source, "start"), self.data, str(free_block())], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, check=False)
        if done.returncode:
            raise RuntimeError(f"the control plane does not start: {done.stdout[-2000:]}")
        self.kubectl("patch", "node", "fake-0", "--subresource=status", "--type=merge", "-p",
                     json.dumps({"status": {"allocatable": ROOM, "capacity": ROOM}}))

    def command(self, *arguments):
        return [os.path.join(self.data, "bin", "kubectl"), *arguments]

    def run(self, *arguments, timeout=180, text=None):
        """Exit code and everything that kubectl printed."""
        done = subprocess.run(
            self.command(*arguments), env=self.environment, input=text, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=timeout, check=False)
        return done.returncode, done.stdout

    def kubectl(self, *arguments, **options):
        """What kubectl printed; RuntimeError when it failed."""
        code, output = self.run(*arguments, **options)
        if code:
            raise RuntimeError(f"kubectl {' '.join(arguments)[:200]}: {output[-2000:]}")
        return output

    def objects(self, *arguments):
        """The objects that `kubectl get` finds."""
        return json.loads(self.kubectl("get", *arguments, "--ignore-not-found", "-o", "json") or '{"items": []}')["items"]

    def install(self, *operators):
        """The custom resources of operators, by the beginning of their files' names."""
        for operator in operators:
            names = [name for name in sorted(os.listdir(os.path.join(self.source, "crds"))) if name.startswith(operator)]
            if not names:
                raise RuntimeError(f"{self.source}/crds has nothing of {operator}")
            for name in names:
                with gzip.open(os.path.join(self.source, "crds", name), "rt", encoding="utf-8") as file:
                    self.kubectl("apply", "--server-side", "-f", "-", text=file.read())
        # Not `kubectl wait`: it fails on a definition that has no conditions yet.
        deadline = time.monotonic() + 120
        while not all(is_true(one, "Established") for one in self.objects("crd")):
            if time.monotonic() > deadline:
                raise RuntimeError("the custom resources are not served")
            time.sleep(0.2)

    def inventory(self):
        """The kind, namespace and name of everything there is, but what only reports (events) or renews itself (leases)."""
        kinds = [name for name in self.kubectl("api-resources", "--verbs=list", "-o", "name").split()
                 if name.partition(".")[0] not in ("events", "leases", "componentstatuses")]
        template = '{range .items[*]}{.apiVersion} {.kind} {.metadata.namespace}/{.metadata.name}{"\\n"}{end}'
        listed = self.kubectl("get", ",".join(kinds), "--all-namespaces", "--ignore-not-found", "-o", f"jsonpath={template}")
        return set(listed.splitlines())


def inherit_orphans():
    """What a child leaves running becomes a child of this process, so that it can be found and ended."""
    set_child_subreaper = 36  # prctl(2)
    if ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def end_children():
    """Kills all children, and theirs, which become ours by that; returns when there is none."""
    with contextlib.suppress(ChildProcessError):
        while True:
            for thread in os.listdir("/proc/self/task"):
                # A thread may have ended meanwhile.
                with contextlib.suppress(FileNotFoundError), open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:
                    for child in file.read().split():
                        os.kill(int(child), signal.SIGKILL)
            os.wait()


def is_true(object, condition):
    """Whether the status of an object says so."""
    return any(one["type"] == condition and one["status"] == "True" for one in object.get("status", {}).get("conditions") or [])


def free_block():
    """The first of PORTS consecutive ports that are free."""
    for _ in range(200):
        first = random.randrange(20000, 32000)
        try:
            for port in range(first, first + PORTS):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
    raise RuntimeError("no seven free ports in a row")
