"""The objects that kustomize makes of k8s/ and istio/, each with the file that it comes from."""

import functools
import json
import os

from . import tools
from .faults import Fault
from .tree import parse


class Object:
    """One object of one build."""

    def __init__(self, body, build, file):
        self.body, self.build, self.file = body, build, file
        self.kind, self.version = body.get("kind", "?"), body.get("apiVersion", "?")
        metadata = body.get("metadata") or {}
        self.name, self.namespace = metadata.get("name", "?"), metadata.get("namespace", "")
        self.labels, self.spec = metadata.get("labels") or {}, body.get("spec") or {}

    def fault(self, text):
        return Fault(self.file, f"{self.kind} {self.name}: {text}")

    @property
    def is_custom(self):
        """Not one of Kubernetes' own kinds."""
        group = self.version.rpartition("/")[0]
        return "." in group and (not group.endswith(".k8s.io") or group.startswith("gateway."))

    @functools.cached_property
    def template(self):
        """The pods that a workload makes: labels, annotations and specification, or None."""
        template = self.spec.get("template")
        if self.kind == "CronJob":
            template = (self.spec.get("jobTemplate") or {}).get("spec", {}).get("template")
        if self.kind not in ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob") or not template:
            return None
        return template

    @property
    def pod(self):
        return (self.template or {}).get("spec") or {}

    @property
    def pod_metadata(self):
        metadata = (self.template or {}).get("metadata") or {}
        return metadata.get("labels") or {}, metadata.get("annotations") or {}

    def containers(self, init=True):
        return (self.pod.get("containers") or []) + (self.pod.get("initContainers") or [] if init else [])


class Manifests:
    def __init__(self, tree):
        self.tree = tree

    @functools.cached_property
    def kustomizations(self):
        """Folder → its kustomization."""
        return {os.path.dirname(file): (self.tree.documents(file) or [{}])[0]
                for top in ("k8s", "istio") for file in self.tree.files(f"{top}/**/kustomization.yaml")}

    @property
    def roots(self):
        """The folders that can be built by themselves."""
        return [folder for folder, body in self.kustomizations.items() if body.get("kind") != "Component"]

    @functools.cached_property
    def sources(self):
        """(kind, name) → the files that write it, the first one in the order of bases before overlays."""
        found = {}
        for top in ("k8s", "istio"):
            for file in self.tree.files(f"{top}/**/*.y*ml"):
                for body in self.tree.documents(file):
                    if isinstance(body, dict) and "kustomize" not in str(body.get("apiVersion")):
                        name = (body.get("metadata") or {}).get("name")
                        found.setdefault((body.get("kind"), name), []).append(file)
        return found

    @functools.cache
    def built(self, folder):
        """What a folder builds: its objects, or a fault."""
        code, output, error = tools.run([*tools.kubectl(), "kustomize", self.tree.path(folder)])
        if code:
            said = error.strip().replace(self.tree.root + "/", "").removeprefix("error: ")
            return [], Fault(f"{folder}/kustomization.yaml", said or f"kubectl kustomize ended with {code}")
        own = f"{folder}/kustomization.yaml"
        objects = [Object(body, folder, self.source(body, own)) for body in parse(output, own)]
        # Kustomize speaks of what it will not do for ever on standard error.
        warning = next((line for line in error.splitlines() if "arning" in line or "deprecated" in line), None)
        return objects, Fault(own, warning.lstrip("# ")) if warning else None

    def source(self, body, otherwise):
        name = (body.get("metadata") or {}).get("name", "")
        files = self.sources.get((body.get("kind"), name))
        return files[0] if files else otherwise

    def objects(self, top=None):
        """All objects of all builds; of those that several builds share, the first."""
        seen = set()
        for folder in self.roots:
            if top and not folder.startswith(top + "/"):
                continue
            for object in self.built(folder)[0]:
                key = (object.file, json.dumps(object.body, sort_keys=True, default=str))
                if key not in seen:
                    seen.add(key)
                    yield object

    def build_of(self, object):
        """The objects that are applied together with one."""
        return self.built(object.build)[0]

    def cluster(self):
        """The objects of the builds of k8s/, one list each."""
        return [objects for objects in (self.built(folder)[0] for folder in self.roots if folder.startswith("k8s/")) if objects]
