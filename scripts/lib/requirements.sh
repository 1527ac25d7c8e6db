# What must be on the machine before anything is built: Swift and Debian's packages.

# The oldest compiler that the package is built and tested with.
required_swift=6.3

# The HTTP server stands on epoll, the services on Linux calls: other systems are told so before anything is done.
require_linux() {
    [ "$(uname -s)" = Linux ] || fail "the HTTP server needs Linux (epoll); this is $(uname -s)." \
        "docker compose up runs the same fleet in containers; README.md has more."
}

require_swift() {
    local version
    have swift || fail "Swift is missing: install Swift $required_swift or later from swift.org/install and put its usr/bin on the PATH."
    version=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "$(command -v swift) does not answer to --version: install Swift $required_swift or later from swift.org/install."
    [ "$(printf '%s\n' "$required_swift" "$version" | sort -V | head -n 1)" = "$required_swift" ] \
        || fail "Swift $version is too old: install Swift $required_swift or later from swift.org/install."
}

# Prints the Debian packages that are missing. Asks for what is needed, not for the package by name, so that a library
# or a tool that came another way counts.
missing_packages() {
    have pkg-config || echo pkg-config
    local pair
    for pair in libmongoc-1.0:libmongoc-dev rdkafka:librdkafka-dev libcurl:libcurl4-openssl-dev openssl:libssl-dev; do
        have pkg-config && pkg-config --exists "${pair%%:*}" || echo "${pair#*:}"
    done
    have curl || echo curl
    have setsid || echo util-linux
    have ps || echo procps
    if ! have python3; then
        echo python3 python3-pip
    elif ! python3 -m pip --version > /dev/null 2>&1; then
        echo python3-pip
    fi
}

# install_packages [TOOL…]: installs what is missing when it may; otherwise prints the command that does. A tool that only
# the caller needs is a command with a package of its name.
install_packages() {
    local missing tool
    read -r -a missing <<< "$(missing_packages | tr '\n' ' ')"
    for tool in "$@"; do have "$tool" || missing+=("$tool"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    local install="apt-get install -y --no-install-recommends ${missing[*]}"
    have apt-get || fail "missing here, by the names of Debian's packages: ${missing[*]}. Install them and start again."
    [ "$(id -u)" = 0 ] || fail "packages are missing; run this and start again:  sudo $install"
    say "Installing from the system's package archive: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { timeout 300 apt-get update && DEBIAN_FRONTEND=noninteractive timeout 600 $install; } > "$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        fail "the packages could not be installed (above); once the archive is reachable run:  $install"
    fi
    rm -f "$log"
}
