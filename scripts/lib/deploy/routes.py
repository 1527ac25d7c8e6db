"""The gateway's routes, which exist twice: as Envoy reads them on one machine, and as Istio does in a cluster."""

from . import compose
from .faults import Fault

FILE = "scripts/gateway/routes.yaml"


def of_envoy(tree):
    """(kind of match, path, service, what the path becomes, X-Forwarded-Prefix) of each route."""
    found = set()
    for host in tree.documents(FILE)[0]["route_config"]["virtual_hosts"]:
        for route in host["routes"]:
            match, to = route["match"], route["route"]
            kind = "exact" if "path" in match else "prefix"
            headers = {h["header"]["key"].lower(): h["header"]["value"] for h in route.get("request_headers_to_add") or []}
            found.add((kind, match.get("path") or match.get("prefix"), to["cluster"], to.get("prefix_rewrite"),
                       headers.get("x-forwarded-prefix")))
    return found


def of_istio(object):
    """The same of a VirtualService, with the methods that it is for; None means all."""
    for http in object.spec.get("http") or []:
        headers = {name.lower(): value
                   for name, value in (((http.get("headers") or {}).get("request") or {}).get("set") or {}).items()}
        services = sorted({destination(route).partition(".")[0] for route in http.get("route") or []})
        for match in http.get("match") or [{}]:
            [(kind, path)] = (match.get("uri") or {"prefix": "/"}).items()
            route = (kind, path, "+".join(services), (http.get("rewrite") or {}).get("uri"), headers.get("x-forwarded-prefix"))
            yield route, match.get("method")


def destination(route):
    return (route.get("destination") or {}).get("host", "")


def shown(route):
    kind, path, service, rewrite, prefix = route
    return f"{kind} {path} → {service} as {rewrite}, X-Forwarded-Prefix {prefix}"


def same(tree, manifests):
    """Every build of istio/ routes as scripts/gateway/ does: each path for all methods, none that is not there."""
    expected = of_envoy(tree)
    for folder in manifests.roots:
        if not folder.startswith("istio/"):
            continue
        objects = [object for object in manifests.built(folder)[0] if object.kind == "VirtualService"]
        total = set()
        for object in objects:
            for route, method in of_istio(object):
                if route not in expected:
                    yield object.fault(f"{shown(route)}: {FILE} has no such route")
                elif method is None:
                    total.add(route)
        for route in sorted(expected - total, key=str):
            file = next((o.file for o in objects if o.name == route[2]), f"{folder}/kustomization.yaml")
            yield Fault(file, f"{FILE} has a route that is not here, for all methods: {shown(route)}")


def of_compose(tree, _):
    """The compose file's gateway reads the same files, and asks for each service by its name."""
    gateway = compose.services(tree).get("gateway")
    if gateway is None:
        yield Fault(compose.FILE, "there is no gateway")
    elif "scripts/gateway" not in str(gateway):
        yield Fault(tree.line(compose.FILE, "gateway:"), "the gateway does not read scripts/gateway/")
