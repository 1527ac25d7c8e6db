"""The commands and links of README.md and its siblings: files, flags and names that exist."""

import functools
import os
import re
import shlex

from . import compose, tools
from .faults import Fault

SHELL = ("", "sh", "bash", "shell", "console")
OPERATORS = {"&&", "||", "|", ";", "&", "(", ")", ">", "<", ">>"}
# Folders of the checkout: a word that begins like this is a path in it.
PATHS = re.compile(r"(?:\./)?(?:k8s|istio|scripts|Services|Shared|Tests)/")
# The docker command itself cannot be had here, so that its help could be asked: what the documents may use of it.
DOCKER = {
    "build": {"-f", "--file", "-t", "--tag", "--build-arg", "--platform"},
    "run": {"--rm", "-i", "-t", "-p", "-e", "--env", "--name", "--network", "--read-only", "--user"},
}


def documents(tree):
    return ["README.md", *tree.files("Services/**/README.md")]


def commands(tree, file):
    """(line number, words) of each command: in blocks of shell, and in spans of code that begin like one."""
    text = tree.text(file)
    for block in re.finditer(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if block[1] in SHELL:
            begin = text.count("\n", 0, block.start(2)) + 1
            waiting = ""
            for number, line in enumerate(block[2].splitlines(), begin):
                waiting += line.rstrip()
                if waiting.endswith("\\"):
                    waiting = waiting[:-1] + " "
                else:
                    yield from ((number, words) for words in split(waiting))
                    waiting = ""
    without_blocks = re.sub(r"^```.*?^```", lambda block: "\n" * block[0].count("\n"), text, flags=re.MULTILINE | re.DOTALL)
    for number, line in enumerate(without_blocks.splitlines(), 1):
        for code in re.findall(r"`([^`]+)`", line):
            if re.match(r"(?:[A-Z_]+=\S* )*(?:scripts/\w|kubectl |docker |minikube |istioctl |\.local/bin/)", code):
                yield from ((number, words) for words in split(code))


def split(line):
    """The simple commands of a line, without the variables that are set before them."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split, lexer.commenters = True, "#"
    try:
        words = list(lexer)
    except ValueError:
        words = line.split()
    command = []
    for word in [*words, ";"]:
        if word in OPERATORS:
            while command and re.match(r"[A-Za-z_]\w*=", command[0]):
                del command[0]
            if command:
                yield command
            command = []
        else:
            command.append(word)


def run(tree, manifests):
    """Every command names what there is."""
    for file in documents(tree):
        for line, words in commands(tree, file):
            for text in wrong(tree, manifests, words):
                yield Fault(f"{file}:{line}", f"{' '.join(words)[:120]}: {text}")


def wrong(tree, manifests, words):
    program = words[0]
    for word in words if program != "git" else ():
        path = word.rpartition("=")[2]
        if PATHS.match(path) and "*" not in path and "…" not in path and not tree.has(path):
            yield f"there is no {path}"
    if re.fullmatch(r"scripts/(?:gateway/)?[a-z-]+", program):
        yield from script(tree, words)
    elif program == "kubectl":
        yield from kubectl(tree, manifests, words)
    elif program == "docker":
        yield from docker(tree, words)
    elif program.removeprefix(".local/bin/") in products(tree):
        yield from tool(tree, words)
    elif program.startswith(".local/bin/"):
        yield f"scripts/up makes no {program.removeprefix('.local/bin/')}"
    if program in ("docker", "kubectl", "minikube"):
        yield from images(tree, words)


def flags(words):
    """Long ones as they are, short ones that are written together one by one."""
    found = [word.partition("=")[0] for word in words if re.match(r"--?[A-Za-z]", word)]
    return [flag for word in found for flag in ([word] if word.startswith("--") else ["-" + letter for letter in word[1:]])]


def script(tree, words):
    if not os.path.isfile(tree.path(words[0])):
        return
    if not os.access(tree.path(words[0]), os.X_OK):
        yield f"{words[0]} is not executable"
    text = tree.text(words[0])
    for flag in flags(words[1:]):
        if not re.search(rf"(?<![\w-]){re.escape(flag)}(?![\w-])", text):
            yield f"{words[0]} knows no {flag}"
    if words[0] == "scripts/prove" and len(words) > 1:
        area = f"scripts/lib/proofs/{words[1]}.sh"
        if not tree.has(area):
            yield f"there is no area {words[1]}"
        else:
            for name in words[2:]:
                if re.match(r"[a-z]", name) and f'"{name}|' not in tree.text(area):
                    yield f"{words[1]} has no check {name}"


@functools.cache
def products(tree):
    found = re.search(r"^products=\(([^)]*)\)", tree.text("scripts/lib/services.sh"), re.MULTILINE)
    return found[1].split()


def tool(tree, words):
    sources = tree.files("Services/Tools/**/*.swift") + tree.files("Shared/ServiceHost/ServiceHost.swift")
    for flag in flags(words[1:]):
        if flag not in ("-h", "--help", "--version") and not any(f'"{flag}"' in tree.text(file) for file in sources):
            yield f"{words[0]} knows no {flag}"


def images(tree, words):
    """An image of ours that is made or loaded is one that the compose file makes."""
    made = {service.get("image") for service in compose.services(tree).values() if "build" in service}
    for word in words:
        word = word.removeprefix("--image=")
        if re.match(r"storefront[/-][a-z]+(:|$)", word) and word not in made:
            yield f"{compose.FILE} makes no image {word}"


def parsed(words, with_value):
    """Flags with their values, and the other words; what follows -- belongs to another program."""
    named, taken = [], []
    waiting = False
    for word in words:
        if word == "--":
            break
        if waiting:
            named[-1] = (named[-1][0], word)
            waiting = False
        elif word.startswith("-"):
            name, equals, value = word.partition("=")
            named.append((name, value))
            waiting = name in with_value and not equals
        else:
            taken.append(word)
    return named, taken


# kubectl

KUBECTL_VALUES = {"-n", "--namespace", "-f", "--filename", "-k", "--kustomize", "-l", "--selector", "-o", "--output", "-c",
                  "--container", "--for", "--timeout"}


@functools.cache
def kubectl_flags(subcommand):
    """The flags of a subcommand, its global ones among them; None when kubectl does not know it."""
    code, output, _ = tools.run([*tools.kubectl(), *subcommand.split(), "--help"])
    _, options, _ = tools.run([*tools.kubectl(), "options"])
    if code or "Usage:" not in output:
        return None
    return set(re.findall(r"(?<!\w)(--?[a-zA-Z][\w-]*)(?==|,| |$)", output + options))


def kubectl(tree, manifests, words):
    named, taken = parsed(words[1:], KUBECTL_VALUES)
    if not taken:
        yield "there is no subcommand"
        return
    subcommand = " ".join(taken[:2]) if taken[0] in ("rollout", "create", "config", "top", "set", "auth") else taken[0]
    known = kubectl_flags(subcommand)
    if known is None:
        yield f"kubectl knows no {subcommand}"
        return
    for flag in flags(name for name, _ in named):
        if flag not in known:
            yield f"kubectl {subcommand} knows no {flag}"
    namespace = "default"
    for flag, value in named:
        if flag in ("-n", "--namespace"):
            namespace = value
        elif flag in ("-f", "--filename") and value != "-" and "://" not in value and not tree.has(value):
            yield f"there is no {value}"
        elif flag in ("-k", "--kustomize") and "://" not in value and value.rstrip("/") not in manifests.roots:
            yield f"{value} is no kustomization that builds"
    yield from objects(tree, manifests, namespace, taken)


# The short names that kubectl takes.
KINDS = {"svc": "Service", "service": "Service", "deploy": "Deployment", "deployment": "Deployment", "sts": "StatefulSet",
         "statefulset": "StatefulSet", "cm": "ConfigMap", "configmap": "ConfigMap", "kafka": "Kafka"}
# Made by what is installed, not by us.
FOREIGN = {"default", "kube-system", "istio-system", "istio-ingress"}


def objects(tree, manifests, namespace, words):
    """Objects and ports that are named in a namespace of ours are in the manifests."""
    everything = [object for objects in manifests.cluster() for object in objects]
    namespaces = {object.name for object in everything if object.kind == "Namespace"}
    if namespace not in namespaces:
        made = {word for file in documents(tree) for _, command in commands(tree, file)
                if command[:3] in (["kubectl", "create", "namespace"], ["kubectl", "create", "ns"]) for word in command[3:4]}
        if namespace not in FOREIGN | made:
            yield f"there is no namespace {namespace}"
        return
    here = [object for object in everything if object.namespace == namespace]
    for word in words:
        kind, slash, name = word.partition("/")
        if slash and kind in KINDS:
            found = [object for object in here if object.kind == KINDS[kind] and object.name == name]
            if not found:
                yield f"there is no {kind} {name} in {namespace}"
            elif words[0] == "port-forward":
                yield from forwarded(found[0], words)
        elif re.fullmatch(r"[a-z-]+-0", word) and not any(o.kind == "StatefulSet" and o.name == word[:-2] for o in here):
            if not any(o.kind == "KafkaNodePool" for o in here):
                yield f"there is no pod {word} in {namespace}"


def forwarded(object, words):
    offered = {str(port.get("port")) for port in object.spec.get("ports") or []} | {
        str(port.get("containerPort")) for container in object.containers(init=False) for port in container.get("ports") or []}
    for word in words:
        if re.fullmatch(r"\d*:?\d+", word) and word.rpartition(":")[2] not in offered:
            yield f"{object.kind} {object.name} has no port {word.rpartition(':')[2]}"


# docker

COMPOSE_VALUES = {"-f", "--file", "-p", "--project-name", "--profile", "--timeout", "-t", "--tail", "--user"}


@functools.cache
def compose_flags(subcommand):
    code, output, _ = tools.run([tools.compose(), *([subcommand] if subcommand else []), "--help"])
    if code or (subcommand and f"docker compose {subcommand}" not in output.replace("docker-compose", "docker compose")):
        return None
    return set(re.findall(r"(?<!\w)(--?[a-zA-Z][\w-]*)", output))


def docker(tree, words):
    if words[1:2] == ["compose"]:
        yield from in_compose(tree, words[2:])
        return
    subcommand = words[1] if len(words) > 1 else ""
    if subcommand not in DOCKER:
        yield f"docker {subcommand} is not known here"
        return
    for flag in flags(words[2:]):
        if flag not in DOCKER[subcommand]:
            yield f"docker {subcommand} knows no {flag}"
    if subcommand == "build":
        text = tree.text("Services/Dockerfile") if tree.has("Services/Dockerfile") else ""
        for flag, value in zip(words, words[1:]):
            if flag in ("-f", "--file") and not tree.has(value):
                yield f"there is no {value}"
            if flag == "--build-arg" and not re.search(rf"^ARG {value.partition('=')[0]}\b", text, re.MULTILINE):
                yield f"Services/Dockerfile has no argument {value.partition('=')[0]}"


def in_compose(tree, words):
    _, taken = parsed(words, COMPOSE_VALUES)
    subcommand = taken[0] if taken else ""
    if subcommand in ("exec", "run") and len(taken) > 1:
        # The rest is a command in the container.
        words = words[:words.index(taken[1]) + 1]
    named, taken = parsed(words, COMPOSE_VALUES)
    known = compose_flags(subcommand)
    if known is None:
        yield f"docker compose knows no {subcommand}"
        return
    services = compose.services(tree)
    profiles = {profile for service in services.values() for profile in service.get("profiles") or []} | {"*"}
    for flag, value in named:
        if flag not in known | compose_flags(""):
            yield f"docker compose {subcommand} knows no {flag}"
        elif flag == "--profile" and value not in profiles:
            yield f"{compose.FILE} has no profile {value}"
    for word in taken[1:]:
        if word not in services:
            yield f"{compose.FILE} has no service {word}"


# Links

def links(tree, _):
    """Relative links lead to files."""
    for file in documents(tree):
        for number, line in enumerate(tree.text(file).splitlines(), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                path = target.partition("#")[0]
                if path and "://" not in target and not tree.has(os.path.normpath(os.path.join(os.path.dirname(file), path))):
                    yield Fault(f"{file}:{number}", f"the link leads to {target}, which is not there")
