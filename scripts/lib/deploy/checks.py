"""The checks of scripts/check-deploy: name, what holds when it passes, and who finds the faults."""

from . import binaries, compose, documents, downloads, images, objects, places, ports, routes, settings

CHECKS = {
    "builds": ("every kustomization of k8s/ and istio/ builds, and every manifest belongs to one", objects.builds),
    "valid": (f"every object is valid, strictly, for Kubernetes {objects.VERSIONS[0]} to {objects.VERSIONS[-1]}", objects.valid),
    "custom": ("every custom resource is valid, strictly, by its schema", objects.custom),
    "restricted": ("every pod keeps to Pod Security restricted where its namespace asks for it", objects.restricted),
    "compose": ("Docker Compose reads docker-compose.yml", compose.readable),
    "waiting": ("in docker-compose.yml each waits for the health of what it needs, and has a memory limit", compose.waits_on_health),
    "settings": ("manifests, compose file, image and documents name settings that the services know", settings.given),
    "documented": ("README.md names every setting of the services", settings.documented),
    "images": ("every image has a version, the same one everywhere", images.pinned),
    "versions": ("images and labels have the version of the binaries", images.versions),
    "binaries": ("the binaries have the version and the settings that were read from the sources", binaries.agree),
    "routes": ("the routes of scripts/gateway/ and those of istio/ are the same", routes.same),
    "gateway": ("docker-compose.yml takes its routes from scripts/gateway/", routes.of_compose),
    "ports": ("settings, containers, Services and the compose file agree on the ports", ports.agree),
    "probes": ("probes ask for what the services have, where they have it", ports.probed),
    "addresses": ("the servers that the services are told of are there", ports.addresses),
    "mesh": ("services, ports and paths of istio/ are those of k8s/", ports.meshed),
    "commands": ("the commands of the documents name files, flags and objects that exist", documents.run),
    "places": ("Services/README.md names every file that a new service touches", places.complete),
    "downloads": ("every download is pinned by version and SHA-256", downloads.pinned),
    "links": ("the links of the documents lead to files", documents.links),
}
