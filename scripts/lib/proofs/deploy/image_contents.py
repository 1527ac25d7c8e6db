#!/usr/bin/env python3
"""What an image adds to its base, in one line: the megabytes (10^6 bytes of file contents), and what they consist of.

    image_contents.py BASE IMAGE    both mounted
"""

import collections
import os
import stat
import sys

# Packages below it are told as one.
SMALL = 1_000_000


def files(root):
    """Path → (size, time of change) of each regular file and link; a file with two names counts once."""
    found, seen = {}, set()
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            info = os.lstat(path)
            if stat.S_ISREG(info.st_mode) and info.st_ino not in seen or stat.S_ISLNK(info.st_mode):
                seen.add(info.st_ino)
                found["/" + os.path.relpath(path, root)] = info.st_size, int(info.st_mtime)
    return found


def owners(root):
    """Path → Debian package, with the paths that merged /usr has today."""
    found = {}
    folder = os.path.join(root, "var/lib/dpkg/info")
    for name in os.listdir(folder):
        if name.endswith(".list"):
            package = name.removesuffix(".list").partition(":")[0]
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                for path in file.read().splitlines():
                    merged = path.startswith(("/lib/", "/lib64/", "/bin/", "/sbin/"))
                    found["/usr" + path if merged else path] = package
    return found


def kind(path, packages):
    if path.startswith("/usr/local/bin/"):
        return "the program"
    if path.startswith("/etc/ssl/certs/"):
        return "ca-certificates"
    if path.startswith(("/var/lib/dpkg/", "/var/lib/apt/", "/var/cache/")):
        return "the list of packages"
    return packages.get(path, "other files")


def main():
    base, image = sys.argv[1:]
    before, packages, sums = files(base), owners(image), collections.Counter()
    for path, (size, changed) in files(image).items():
        if before.get(path) != (size, changed):
            sums[kind(path, packages)] += size
    small = {name: size for name, size in sums.items() if size < SMALL}
    parts = [f"{name} {size / 1e6:.1f}" for name, size in sums.most_common() if name not in small]
    if small:
        parts.append(f"{len(small)} smaller ones {sum(small.values()) / 1e6:.1f}")
    print(f"{sum(sums.values()) / 1e6:.1f} MB: {', '.join(parts)}")


main()
