"""Images and versions: each image has one, ours have that of the binaries, and so have the labels."""

import re

from . import compose
from .faults import Fault

VERSION = "Shared/CommandLineOptions/Version.swift"
DOCKERFILE = "Services/Dockerfile"


def version(tree):
    """What every binary says to --version."""
    return re.search(r'let version = "([^"]+)"', tree.text(VERSION))[1]


def image_of(tree, name):
    return f"storefront-{name}:{version(tree)}"


def split(image):
    """Repository and tag; the tag is '' when there is none. A digest counts as a tag."""
    name, _, digest = image.partition("@")
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = name, ""
    return repository, digest or tag


def used(tree, manifests):
    """(image, function that makes a fault of a text) for every image that is named."""
    for object in manifests.objects():
        for container in object.containers():
            yield str(container.get("image", "")), object.fault
    for name, service in compose.services(tree).items():
        image = service.get("image")
        if image:
            place = tree.line(compose.FILE, image)
            yield image, lambda text, place=place, name=name: Fault(place, f"{name}: {text}")
        elif "build" not in service:
            yield "", lambda text, name=name: Fault(compose.FILE, f"{name}: {text}")
    yield from in_dockerfile(tree)


def in_dockerfile(tree):
    text = tree.text(DOCKERFILE) if tree.has(DOCKERFILE) else ""
    arguments = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", text, re.MULTILINE))
    for line in re.findall(r"^FROM .*$", text, re.MULTILINE):
        image = re.sub(r"\$\{(\w+)\}", lambda found: arguments.get(found[1], ""), line.split()[1])
        if image not in stages:
            place = tree.line(DOCKERFILE, image or line)
            yield image, lambda text, place=place: Fault(place, text)


def pinned(tree, manifests):
    """A tag or a digest that says a version, and one version of an image everywhere."""
    if not tree.has(DOCKERFILE):
        yield Fault(DOCKERFILE, "is missing")
    seen = {}
    for image, fault in used(tree, manifests):
        repository, tag = split(image)
        if not repository:
            yield fault("there is no image")
        elif not tag:
            yield fault(f"the image {image} has no version")
        elif not re.search(r"\d", tag):
            yield fault(f"the image {image} moves: {tag} is no version")
        elif seen.setdefault(repository, image) != image:
            yield fault(f"the image is {image} here and {seen[repository]} elsewhere")


def versions(tree, manifests):
    """Images, labels and documents say the version of the binaries."""
    expected = version(tree)
    for object in manifests.objects():
        for container in object.containers(init=False):
            if container.get("name") in tree.services:
                yield from of_workload(object, container, image_of(tree, container["name"]), expected)
        yield from of_subsets(object, expected)
    for name, service in compose.services(tree).items():
        if "build" in service and service.get("image") != image_of(tree, name):
            yield Fault(tree.line(compose.FILE, str(service.get("image"))),
                        f"{name}: the image is {service.get('image')}, not {image_of(tree, name)}")
    if tree.has(DOCKERFILE):
        text = tree.text(DOCKERFILE)
        label = re.search(r'org\.opencontainers\.image\.version="([^"]*)"', text)
        if not label or label[1] != expected:
            yield Fault(tree.line(DOCKERFILE, "image.version"),
                        f"the label org.opencontainers.image.version is {label and label[1]}, not {expected}")
    for file in [DOCKERFILE, "README.md", *tree.files("Services/**/README.md")]:
        for image in re.findall(r"\bstorefront[/-][a-z]+:[\w.-]+", tree.text(file) if tree.has(file) else ""):
            name = re.split("[/-]", image.partition(":")[0])[1]
            if image != image_of(tree, name):
                yield Fault(tree.line(file, image), f"the image is {image}, not {image_of(tree, name)}")


def of_workload(object, container, image, expected):
    if container.get("image") != image:
        yield object.fault(f"the image is {container.get('image')}, not {image}")
    labels, _ = object.pod_metadata
    for where, found in (("", object.labels), ("of its pods ", labels)):
        for name in ("version", "app.kubernetes.io/version"):
            if found.get(name) != expected:
                yield object.fault(f"the label {where}{name} is {found.get(name)}, not {expected}")


def of_subsets(object, expected):
    """A subset that names a version names the one that runs; anything else is a name that an experiment chooses."""
    for subset in object.spec.get("subsets") or [] if object.kind == "DestinationRule" else []:
        found = str((subset.get("labels") or {}).get("version", ""))
        if re.match(r"\d", found) and found != expected:
            yield object.fault(f"the subset {subset.get('name')} is of version {found}, not {expected}")
