"""Runs a program where it can do what a container can: a root file system whose changes vanish, a network of its own with
127.0.0.1 alone, and process ids of its own, so that everything ends with it. Needs root.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

MARK = "STOREFRONT_SANDBOX"


def enter():
    """Starts this program anew inside; returns there. Ends with 77 where namespaces cannot be had."""
    if os.environ.pop(MARK, None) is None:
        options = ["--mount", "--net", "--pid", "--fork", "--kill-child"]
        if os.geteuid() != 0 or subprocess.run(["unshare", *options, "true"], stderr=subprocess.DEVNULL, check=False).returncode:
            print("needs root and namespaces (unshare)")
            sys.exit(77)
        os.environ[MARK] = "yes"
        os.execvp("unshare", ["unshare", *options, sys.executable, *sys.argv])
    folder = tempfile.mkdtemp()
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
    upper, work, root = (os.path.join(folder, name) for name in ("upper", "work", "root"))
    for path in (upper, work, root):
        os.mkdir(path)
    mount("-t", "overlay", "-o", f"lowerdir=/,upperdir={upper},workdir={work}", "overlay", root)
    for path in file_systems(folder):
        mount("--rbind", path, root + path)
    mount("-t", "proc", "proc", root + "/proc")
    os.chroot(root)
    os.chdir("/")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        up_and_running = 0x1 | 0x40
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", up_and_running))  # SIOCSIFFLAGS


def file_systems(but):
    """Folders directly under the root file system on which others are mounted; without /proc and the one named."""
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    root = next(fields[0] for fields in reversed(mounts) if fields[4] == "/")
    paths = {fields[4] for fields in mounts if fields[1] == root}
    return sorted(path for path in paths if os.path.isdir(path) and path not in ("/", "/proc", but))


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def hosts(addresses):
    """What names mean here, beside localhost and the machine's own."""
    with open("/etc/hosts", "w", encoding="utf-8") as file:
        file.write(f"127.0.0.1 localhost {socket.gethostname()}\n")
        file.writelines(f"{address} {name}\n" for name, address in addresses.items())


def show(source, target):
    """A folder at the place where a container sees it, read-only."""
    os.makedirs(target, exist_ok=True)
    mount("--bind", source, target)
    mount("-o", "remount,ro,bind", target)


def empty(path):
    """An empty folder, as a new volume is."""
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)


def command(name, program):
    """A program under the name by which a container's commands call it."""
    path = os.path.join("/usr/local/bin", name)
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec "{program}" "$@"\n')
    os.chmod(path, 0o755)
