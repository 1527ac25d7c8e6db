"""The services' settings: which there are, by the sources; which are given, in manifests, compose file, image and documents."""

import functools
import re

from . import compose
from .faults import Fault

KEYS = "Shared/ServiceHost/Settings/ServiceSettings+Keys.swift"


class Known:
    """Every spelling of every setting. `names` is what `--help` shows; `prefixes` begin families such as LOGGING_LEVEL_."""

    def __init__(self, tree):
        self.names, self.spellings, self.prefixes, self.properties = [], set(), [], {}
        for file in [KEYS, *tree.files("Services/*/*Service/**/*.swift")]:
            for made in re.finditer(r"SettingKey\(\s*(property:\s*)?\"([^\"]+)\"(?:,\s*aliases:\s*\[([^\]]*)\])?", tree.text(file)):
                self.add(made[2], bool(made[1]), re.findall(r'"([^"]+)"', made[3] or ""))
        self.prefixes = re.findall(r'static let \w+ = "([A-Z][A-Z_]*_)"', tree.text(KEYS))

    def add(self, text, is_property, aliases):
        upper = text.upper().replace(".", "_")
        name = upper.replace("-", "_")
        self.names.append(name)
        self.properties[text] = name
        # As SettingKey+Property.swift makes them.
        self.spellings.update([name, *aliases], [upper, upper.replace("-", ""), text] if is_property else [])

    def knows(self, name):
        return name in self.spellings or any(name.startswith(prefix) and name != prefix for prefix in self.prefixes)

    def name(self, spelling):
        """The name that `--help` shows."""
        return re.sub(r"[.-]", "_", spelling).upper()


@functools.cache
def known(tree):
    return Known(tree)


def default(tree, name, profile, service):
    """A setting's value when it is not set. `profile`: local, minikube or closed."""
    if name == "SERVER_PORT":
        return "8080"
    member = {"SPRING_DATA_MONGODB_URI": "mongoURI", "SPRING_KAFKA_BOOTSTRAP_SERVERS": "bootstrapServers"}.get(name)
    text = tree.text("Shared/ServiceHost/Settings/Profile.swift")
    found = member and re.search(rf"{member}\b.*?case \.{profile}: \"([^\"]+)\"", text, re.DOTALL)
    return found[1].replace("\\(service)", service) if found else None


def effective(tree, given, name, service):
    """The value that takes effect, by what is given and by the profile."""
    by_name = {known(tree).name(spelling): str(value) for spelling, value in given.items()}
    profiles = by_name.get("SPRING_PROFILES_ACTIVE", "").split(",")
    profile = next((p.strip() for p in reversed(profiles) if p.strip() in ("local", "minikube")), "closed")
    return by_name.get(name) or default(tree, name, profile, service)


def of_container(manifests, object, container):
    """The environment of a container: name → (value, the object that gives it). A value that comes from elsewhere is ''."""
    given = {}
    neighbours = {(o.kind, o.namespace, o.name): o for o in manifests.build_of(object)}
    for source in container.get("envFrom") or []:
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            if field in source:
                found = neighbours.get((kind, object.namespace, source[field].get("name")))
                values = (found.body.get("data") or {}) | (found.body.get("stringData") or {}) if found else {}
                given |= {source.get("prefix", "") + name: (value, found) for name, value in values.items()}
    for entry in container.get("env") or []:
        given[entry.get("name")] = (entry.get("value", ""), object)
    return given


def service_containers(tree, manifests, top=None):
    """(object, container, environment) for each container of a service."""
    for object in manifests.objects(top):
        for container in object.containers(init=False):
            if container.get("name") in tree.services:
                yield object, container, of_container(manifests, object, container)


def given(tree, manifests):
    """Whoever is given a setting is given one that the services know."""
    keys = known(tree)
    for object, container, environment in service_containers(tree, manifests):
        for name, (_, source) in environment.items():
            if not keys.knows(name):
                yield source.fault(f"{name} is no setting of {container['name']}")
        for source in container.get("envFrom") or []:
            name = (source.get("configMapRef") or source.get("secretRef") or {}).get("name")
            if not any(o.name == name and o.kind in ("ConfigMap", "Secret") for o in manifests.build_of(object)):
                yield object.fault(f"takes its settings from {name}, which is not there")
    for service, environment in compose.environments(tree).items():
        for name in environment:
            if service in tree.services and not keys.knows(name):
                yield Fault(tree.line(compose.FILE, name), f"{name} is no setting of {service}")
    for line in tree.text("Services/Dockerfile").splitlines() if tree.has("Services/Dockerfile") else []:
        for name in re.findall(r"([\w.-]+)=", line.removeprefix("ENV ")) if line.startswith("ENV ") else []:
            if not keys.knows(name) and name not in ("PATH", "HOME", "LANG", "MONGOC_DISABLE_SHM"):
                yield Fault(tree.line("Services/Dockerfile", line), f"{name} is no setting of the services")
    yield from in_documents(tree)


# A variable in code, also one of which only the beginning or the end is written: …_ORDERS_ORDER, LOGGING_LEVEL_<LABEL>.
NAME = re.compile(r"(?<![A-Za-z0-9_$./@-])(…_|…)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(_?(?:\*|<)|_(?=…))?")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def in_documents(tree):
    """Names of variables in code: of a service, of a script, or of the compose file."""
    keys = known(tree)
    words = set()
    for file in tree.files("scripts/*") + tree.files("scripts/lib/*.sh") + [compose.FILE, "Services/Dockerfile"]:
        if tree.has(file) and file != "scripts/check-deploy":
            words.update(re.findall(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", tree.text(file)))
    # Words of the wire that look like variables.
    words.update(re.findall(r"[A-Z]+_[A-Z_]+", tree.text("Shared/StorefrontContracts/Schemas/asyncapi.json")))
    for file in ["README.md", *tree.files("Services/**/README.md")]:
        text = tree.text(file)
        for code in CODE.finditer(text):
            for found in NAME.finditer(code[0]):
                ending, name, rest = found.groups()
                if ending:
                    fine = any(spelling.endswith("_" + name) for spelling in keys.spellings)
                elif rest:
                    fine = any(spelling.startswith(name) for spelling in [*keys.spellings, *keys.prefixes])
                else:
                    fine = keys.knows(name) or name in words
                if not fine:
                    line = text.count("\n", 0, code.start() + found.start()) + 1
                    yield Fault(f"{file}:{line}", f"{found[0]} is a setting of no service and of no script")


def documented(tree, _):
    """README.md names every setting of the services."""
    shown = set()
    for ending, name, rest in NAME.findall("\n".join(CODE.findall(tree.text("README.md")))):
        shown.add((ending and "…_" + name) or name)
    for name in known(tree).names:
        if name not in shown and not any(s.startswith("…_") and name.endswith(s[1:]) for s in shown):
            yield Fault("README.md", f"the setting {name} is missing")
    for prefix in known(tree).prefixes:
        if not any(name.startswith(prefix.rstrip("_")) for name in shown):
            yield Fault("README.md", f"the settings {prefix}* are missing")
