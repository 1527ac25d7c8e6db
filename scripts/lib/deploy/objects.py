"""That everything builds, and that what is built is valid: for each Kubernetes version, and by the schemas of custom resources."""

import functools
import json
import os
import re
import subprocess
import sys
import tempfile

from . import tools
from .faults import Fault

VERSIONS = [f"1.{minor}" for minor in range(28, 38)]


def builds(tree, manifests):
    """Every kustomization builds, and no manifest lies beside them."""
    for needed in ("k8s/overlays/minikube", "k8s/overlays/strimzi", "istio/base"):
        if needed not in manifests.kustomizations:
            yield Fault(needed, "there is no kustomization.yaml")
    for folder in manifests.roots:
        objects, fault = manifests.built(folder)
        if fault:
            yield fault
        elif not objects:
            yield Fault(f"{folder}/kustomization.yaml", "builds nothing")
    named = set()
    for folder, body in manifests.kustomizations.items():
        named.update(os.path.normpath(os.path.join(folder, name)) for name in names(body))
    for file in tree.files("k8s/**/*.y*ml") + tree.files("istio/**/*.y*ml"):
        if os.path.basename(file) != "kustomization.yaml" and file not in named:
            yield Fault(file, "no kustomization names it")
    for folder, body in manifests.kustomizations.items():
        if body.get("kind") == "Component" and folder not in named:
            yield Fault(f"{folder}/kustomization.yaml", "no kustomization names this component")


def names(value):
    """Every text in a kustomization that may be a file: of `files`, what stands after the =."""
    if isinstance(value, str):
        yield value.rpartition("=")[2]
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from names(each)


def valid(_, manifests):
    """Kubernetes' own kinds, strictly, in each version that is named; a kind that a version does not know is a fault."""
    tools.packages()
    from kubernetes_validate import utils
    # It reads a schema of a megabyte for each object.
    utils.schema_contents = functools.cache(getattr(utils.schema_contents, "__wrapped__", utils.schema_contents))
    for object in manifests.objects():
        if object.is_custom:
            continue
        found = {}
        for version in VERSIONS:
            try:
                utils.validate(object.body, version, strict=True)
            except utils.ValidationError as error:
                found.setdefault(f"{place(error.absolute_path)}{error.message[:300]}", []).append(version)
            except utils.SchemaNotFoundError:
                found.setdefault(f"Kubernetes knows no {object.kind} of {object.version}", []).append(version)
        for text, versions in found.items():
            which = "" if len(versions) == len(VERSIONS) else f" (in {versions[0]} to {versions[-1]})"
            yield object.fault(text + which)


def place(path):
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return f"{shown}: " if shown else ""


def custom(_, manifests):
    """Custom resources by the schemas in SCHEMAS; a kind without one is a fault."""
    checker = tools.schemas()
    objects = [object for object in manifests.objects() if object.is_custom]
    if not objects:
        return
    with tempfile.TemporaryDirectory() as folder:
        # One file each, whose number comes back before the message. JSON is YAML.
        files = [os.path.join(folder, f"{number}.yaml") for number in range(len(objects))]
        for object, path in zip(objects, files):
            with open(path, "w", encoding="utf-8") as file:
                json.dump(object.body, file, default=str)
        done = subprocess.run([sys.executable, checker, "--require-schema", *files], text=True, capture_output=True, timeout=100,
                              env=os.environ | {"PYTHONPATH": tools.packages()}, check=False)
    found = False
    for line in (done.stdout + done.stderr).splitlines():
        match = re.match(re.escape(folder) + r"/(\d+)\.yaml: (?:.*?\([^)]*\):? )?(.*)", line)
        if match:
            found = True
            yield objects[int(match[1])].fault(match[2])
    if done.returncode and not found:
        yield Fault("istio", f"{checker} ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-300:]}")


def restricted(_, manifests):
    """Workloads in a namespace that enforces `restricted` make pods that it accepts."""
    for objects in manifests.cluster():
        strict = {object.name for object in objects if object.kind == "Namespace"
                  and object.labels.get("pod-security.kubernetes.io/enforce") == "restricted"}
        for object in objects:
            if object.template and object.namespace in strict:
                yield from (object.fault(text) for text in unrestricted(object))


def unrestricted(object):
    """What Pod Security `restricted` asks of each container, unless the pod says it for all."""
    of_pod = object.pod.get("securityContext") or {}
    for container in object.containers():
        own = container.get("securityContext") or {}
        where = f"container {container.get('name')}: Pod Security restricted asks for securityContext."
        if own.get("allowPrivilegeEscalation") is not False:
            yield where + "allowPrivilegeEscalation: false"
        if "ALL" not in ((own.get("capabilities") or {}).get("drop") or []):
            yield where + "capabilities.drop: [ALL]"
        if not own.get("runAsNonRoot", of_pod.get("runAsNonRoot")):
            yield where + "runAsNonRoot: true"
        if own.get("runAsUser", of_pod.get("runAsUser")) == 0:
            yield where + "runAsUser other than 0"
        profile = own.get("seccompProfile") or of_pod.get("seccompProfile") or {}
        if profile.get("type") not in ("RuntimeDefault", "Localhost"):
            yield where + "seccompProfile.type: RuntimeDefault"
        # More than Pod Security asks for, and what the image is made for.
        if own.get("readOnlyRootFilesystem") is not True:
            yield f"container {container.get('name')}: its root is not read-only (securityContext.readOnlyRootFilesystem)"
    for volume in object.pod.get("volumes") or []:
        if "hostPath" in volume:
            yield f"volume {volume.get('name')}: Pod Security restricted refuses hostPath"
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        if object.pod.get(name):
            yield f"Pod Security restricted refuses {name}"
