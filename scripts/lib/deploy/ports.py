"""Ports, paths and addresses: that whoever asks for one asks for what is there."""

import re

from . import compose, settings
from .faults import Fault

PROMETHEUS = "scripts/compose/prometheus.yml"


def actuator_paths(tree):
    """Every GET of the actuator that has a path of its own, by the sources."""
    found = set()
    for file in tree.files("Shared/Actuator/*.swift") + tree.files("Shared/ServiceHost/*.swift"):
        found.update("/actuator" + path for path in re.findall(r'Endpoint\.get\(\s*"(/[^"{]*)"', tree.text(file)))
    return found


def ports_of_service(tree, environment, name):
    """The ports that a service listens on, by its settings: (requests, management or None)."""
    given = {key: value for key, (value, _) in environment.items()}
    management = settings.effective(tree, given, "MANAGEMENT_SERVER_PORT", name)
    return settings.effective(tree, given, "SERVER_PORT", name), management


def declared(container):
    """Name → number of a container's ports, each also under its number."""
    found = {}
    for port in container.get("ports") or []:
        number = str(port.get("containerPort"))
        found[number] = number
        if port.get("name"):
            found[port["name"]] = number
    return found


def probes(container):
    """(name, probe) of a container's probes and hooks."""
    for name in ("startupProbe", "livenessProbe", "readinessProbe"):
        if name in container:
            yield name, container[name]
    for name, hook in (container.get("lifecycle") or {}).items():
        yield name, hook


def probed(tree, manifests):
    """Services have all three probes, on paths that the actuator has; whatever else is probed is a port that is there."""
    paths = actuator_paths(tree)
    for object in manifests.objects():
        for container in object.containers():
            for name, probe in probes(container):
                port = str((probe.get("httpGet") or probe.get("tcpSocket") or {}).get("port", ""))
                if port and port not in declared(container):
                    yield object.fault(f"{name} of {container['name']} asks port {port}, which it does not have")
    for object, container, environment in settings.service_containers(tree, manifests):
        _, management = ports_of_service(tree, environment, container["name"])
        found = dict(probes(container))
        for name in ("startupProbe", "livenessProbe", "readinessProbe"):
            http = (found.get(name) or {}).get("httpGet")
            if not http:
                yield object.fault(f"{container['name']} has no {name} by HTTP")
                continue
            if http.get("path") not in paths:
                yield object.fault(f"{name} asks for {http.get('path')}, which no service has")
            number = declared(container).get(str(http.get("port")))
            if management and number and number != management:
                yield object.fault(f"{name} asks port {number}, but the actuator is on {management}")
        yield from scraped(object, management, paths)


def scraped(object, management, paths):
    _, annotations = object.pod_metadata
    path, port = annotations.get("prometheus.io/path"), annotations.get("prometheus.io/port")
    if path and path not in paths:
        yield object.fault(f"prometheus.io/path is {path}, which no service has")
    if port and management and port != management:
        yield object.fault(f"prometheus.io/port is {port}, but the actuator is on {management}")


def agree(tree, manifests):
    """Settings, container ports and Services name the same ports."""
    for object, container, environment in settings.service_containers(tree, manifests):
        expected = [port for port in ports_of_service(tree, environment, container["name"]) if port]
        numbers = [str(port.get("containerPort")) for port in container.get("ports") or []]
        if sorted(numbers) != sorted(expected):
            yield object.fault(f"{container['name']} listens on {' and '.join(expected)} by its settings; "
                               f"its container ports are {' and '.join(numbers) or 'none'}")
    for object in manifests.objects():
        if object.kind == "Service" and object.spec.get("selector"):
            yield from of_service(object, manifests.build_of(object))
    yield from in_compose(tree)


def of_service(object, neighbours):
    selector = object.spec["selector"].items()
    pods = [o for o in neighbours if o.template and o.namespace == object.namespace and selector <= o.pod_metadata[0].items()]
    if not pods:
        yield object.fault("selects no pod")
    for port in object.spec.get("ports") or []:
        target = str(port.get("targetPort", port.get("port")))
        for pod in pods:
            numbers = {}
            for container in pod.containers(init=False):
                numbers |= declared(container)
            if target not in numbers:
                yield object.fault(f"port {port.get('port')} leads to {target}, which the pods of {pod.name} do not have")
            elif str(port.get("port")) != numbers[target]:
                yield object.fault(f"port {port.get('port')} leads to {numbers[target]}: the two should be one number")


def in_compose(tree):
    for name, service in compose.services(tree).items():
        environment = compose.environments(tree)[name]
        if name in tree.services:
            port = settings.effective(tree, environment, "SERVER_PORT", name)
            found = [target for _, target in compose.published(service)]
            if found != [int(port)]:
                yield Fault(tree.line(compose.FILE, f"  {name}:"), f"{name} listens on {port}; published is {found or 'nothing'}")


    yield from scrapes(tree)


def scrapes(tree):
    """Prometheus of the compose file asks each service, where it listens, for what it has."""
    if not tree.has(PROMETHEUS):
        return
    for job in tree.documents(PROMETHEUS)[0].get("scrape_configs") or []:
        if job.get("metrics_path") not in actuator_paths(tree):
            yield Fault(PROMETHEUS, f"{job.get('job_name')} asks for {job.get('metrics_path')}, which no service has")
        asked = {target for static in job.get("static_configs") or [] for target in static.get("targets") or []}
        listening = {f"{name}:{settings.effective(tree, compose.environments(tree).get(name, {}), 'SERVER_PORT', name)}"
                     for name in tree.services}
        for target in sorted(asked ^ listening):
            yield Fault(PROMETHEUS, f"{job.get('job_name')} asks {target}, where no service is" if target in asked
                        else f"{job.get('job_name')} does not ask {target}")


def addresses(tree, manifests):
    """The servers that a service is told of are there: MongoDB and Kafka, in the same build or the same compose file."""
    for objects in manifests.cluster():
        if not any(object.kind in ("StatefulSet", "Kafka") and object.namespace != "mongo" for object in objects):
            continue    # Without a broker: what overlays stand on.
        offered = offers(objects)
        for object in objects:
            for container in object.containers(init=False):
                if container.get("name") in tree.services:
                    given = {k: v for k, (v, _) in settings.of_container(manifests, object, container).items()}
                    for setting, host, port in servers(tree, given, container["name"]):
                        parts = host.removesuffix(".svc.cluster.local").removesuffix(".svc").split(".")
                        place = (parts[0], parts[1] if len(parts) > 1 else object.namespace)
                        if (*place, port) not in offered:
                            yield object.fault(f"{setting} leads to {host}:{port}, where no Service of {object.build} is")
    present = compose.services(tree)
    for name, environment in compose.environments(tree).items():
        for setting, host, port in servers(tree, environment, name) if name in tree.services else ():
            if host not in present:
                yield Fault(tree.line(compose.FILE, f"  {name}:"), f"{name}: {setting} leads to {host}:{port}, which is no service")


def servers(tree, given, service):
    for setting in ("SPRING_DATA_MONGODB_URI", "SPRING_KAFKA_BOOTSTRAP_SERVERS"):
        value = settings.effective(tree, given, setting, service) or ""
        for address in re.sub(r"^[a-z+]+://(?:[^@/]*@)?([^/?]*).*", r"\1", value).split(","):
            host, _, port = address.strip().partition(":")
            yield setting, host, port or "27017"


def offers(objects):
    """(name, namespace, port) of each Service, also of those that Strimzi's operator makes."""
    found = set()
    for object in objects:
        if object.kind == "Service":
            found.update((object.name, object.namespace, str(port.get("port"))) for port in object.spec.get("ports") or [])
        elif object.kind == "Kafka":
            found.update((f"{object.name}-kafka-bootstrap", object.namespace, str(listener.get("port")))
                         for listener in (object.spec.get("kafka") or {}).get("listeners") or [])
    return found


def meshed(tree, manifests):
    """What istio/ says of services, ports and paths is so in k8s/."""
    everything = [object for objects in manifests.cluster() for object in objects]
    offered, paths = offers(everything), actuator_paths(tree)
    containers = [(o, declared(c)) for o in everything for c in o.containers(init=False)]
    asked = {probe["httpGet"]["path"] for o in everything for c in o.containers(init=False)
             for _, probe in probes(c) if c.get("name") in tree.services and "httpGet" in probe}
    for object in manifests.objects("istio"):
        if object.kind == "VirtualService":
            for http in object.spec.get("http") or []:
                for route in http.get("route") or []:
                    to = route.get("destination") or {}
                    yield from host(object, to.get("host", ""), str((to.get("port") or {}).get("number", "")), offered)
                    yield from subset(object, to, manifests.build_of(object))
            for gateway in object.spec.get("gateways") or []:
                if not any(o.kind == "Gateway" and o.name == gateway.rpartition("/")[2] for o in manifests.build_of(object)):
                    yield object.fault(f"there is no Gateway {gateway}")
        elif object.kind == "DestinationRule":
            yield from host(object, object.spec.get("host", ""), "", offered)
        elif object.kind in ("PeerAuthentication", "AuthorizationPolicy"):
            yield from policy(object, containers, paths, asked)


def host(object, name, port, offered):
    parts = name.removesuffix(".svc.cluster.local").split(".")
    place = (parts[0], parts[1] if len(parts) > 1 else object.namespace)
    if not any(offer[:2] == place and port in ("", offer[2]) for offer in offered):
        yield object.fault(f"leads to {name}{':' if port else ''}{port}, where no Service of k8s/ is")


def subset(object, to, neighbours):
    rules = [o for o in neighbours if o.kind == "DestinationRule" and o.spec.get("host") == to.get("host")]
    if "subset" in to and not any(to["subset"] == s.get("name") for o in rules for s in o.spec.get("subsets") or []):
        yield object.fault(f"leads to the subset {to['subset']} of {to.get('host')}, which no DestinationRule has")


def policy(object, containers, paths, asked):
    labels = ((object.spec.get("selector") or {}).get("matchLabels") or {}).items()
    chosen = [ports for o, ports in containers if o.namespace == object.namespace and labels <= o.pod_metadata[0].items()]
    if not chosen:
        yield object.fault("selects no pod of k8s/")
    operations = [to.get("operation") or {} for rule in object.spec.get("rules") or [] for to in rule.get("to") or []]
    numbers = [str(port) for port in object.spec.get("portLevelMtls") or {}]
    for port in numbers + [str(port) for operation in operations for port in operation.get("ports") or []]:
        if not all(port in ports for ports in chosen):
            yield object.fault(f"speaks of port {port}, which the pods that it selects do not have")
    for operation in operations:
        for path in (operation.get("paths") or []) + (operation.get("notPaths") or []):
            if path not in paths:
                yield object.fault(f"speaks of {path}, which no service has")
        let_through = operation.get("notPaths") if object.spec.get("action") == "DENY" else operation.get("paths")
        if let_through:
            for path in sorted((asked | {"/actuator/prometheus"}) - set(let_through)):
                yield object.fault(f"keeps {path} from probes and scrape")
