"""The compose file: read by Compose itself for its faults, and as YAML for what it says."""

import os
import re

from . import tools
from .faults import Fault

FILE = "docker-compose.yml"


def services(tree):
    """Name → the service as it is written, anchors and merges applied."""
    if not tree.has(FILE):
        return {}
    documents = tree.documents(FILE)
    return (documents[0].get("services") or {}) if documents else {}


def environments(tree):
    """Name → its environment as a dictionary."""
    found = {}
    for name, service in services(tree).items():
        environment = service.get("environment") or {}
        if isinstance(environment, list):
            environment = dict(entry.partition("=")[::2] for entry in environment)
        found[name] = {key: "" if value is None else str(value) for key, value in environment.items()}
    return found


def readable(tree, _):
    """Compose reads the file, with all profiles, and has nothing to say about it."""
    program = tools.compose()
    if not tree.has(FILE):
        yield Fault(FILE, "is missing")
        return
    # What the caller's shell has set must not decide; HOME is where Compose looks for its plug-ins.
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    code, _, error = tools.run([program, "--file", tree.path(FILE), "--profile", "*", "config", "--quiet"], env=environment,
                               cwd=tree.root)
    said = error.strip().replace(tree.root + "/", "")
    if code or said:
        yield Fault(FILE, said or f"Compose ended with {code}")


def waits_on_health(tree, _):
    """Who depends on another waits for its health check, which is there."""
    all_services = services(tree)
    for name, service in all_services.items():
        depends = service.get("depends_on") or {}
        for other, how in depends.items() if isinstance(depends, dict) else ((o, {}) for o in depends):
            condition = (how or {}).get("condition", "service_started")
            if condition == "service_started":
                yield Fault(FILE, f"{name} starts before {other} is healthy: depends_on.{other}.condition")
            elif condition == "service_healthy" and not has_health_check(tree, all_services.get(other) or {}):
                yield Fault(FILE, f"{name} waits for the health of {other}, which has no health check")
        if not service.get("mem_limit") and not ((service.get("deploy") or {}).get("resources") or {}).get("limits"):
            yield Fault(FILE, f"{name} has no memory limit")


def has_health_check(tree, service):
    if "healthcheck" in service:
        return not (service["healthcheck"] or {}).get("disable")
    return "build" in service and "HEALTHCHECK" in tree.text("Services/Dockerfile")


def published(service):
    """(published, container) ports; a number or None each. Host addresses are passed over."""
    for port in service.get("ports") or []:
        if isinstance(port, dict):
            yield number(port.get("published")), number(port.get("target"))
        else:
            parts = re.sub(r"/(tcp|udp)$", "", re.sub(r"\$\{\w+:?-(\d+)\}", r"\1", str(port))).split(":")
            yield number(parts[-2]) if len(parts) > 1 else None, number(parts[-1])


def number(text):
    return int(text) if str(text).isdigit() else None
