# scripts/prove events: that nothing is lost, nothing applied twice, and all in order, whatever dies or freezes.
# Sourced by scripts/prove; the checks are runs of storefront-chaos (scripts/chaos --help).

checks=(
    "chaos-embedded|one replica of each service, embedded broker, a fault every 3 s, 8 min"
    "chaos-kafka|two replicas of each service, Apache Kafka, a fault every 3 s, 8 min"
    "chaos-cluster|two replicas, three brokers of which one is killed every 20 s, 8 min"
    "chaos-librdkafka|the same binaries on librdkafka 2.16.1, 2 min"
    "sabotage|an event that is dropped, sent twice or swapped is found, each time"
    "failpoints|killed between commit and publish, and between publish and its note: the effect once, 20 of 20"
    "outage|60 s without a broker at 100 writes/s: all 2xx, and out within 10 s"
    "poison|10 poison records among 10,000: 10,000 applied, 10 dead letters"
    "replay|every topic twice more, once shuffled: no document changes"
    "mixed-fleet|each service in turn replaced by the Spring one on Apache Kafka: the seven calls agree"
    "samples|3,000 customers through the seven calls: complete within 5 s, 10 MiB more memory at most"
)

prepare() {
    MONGOD=${MONGOD:-$(command -v mongod || pinned_binary mongod)}
    TANSU=${TANSU:-$(pinned_binary tansu)}
    export MONGOD TANSU
    local product
    for product in accounts orders fulfillment storefront-chaos; do
        timeout 1800 swift build --product "$product" > "$work/build" 2>&1 \
            || { tail -n 30 "$work/build" >&2; fail "$product cannot be built"; }
    done
    chaos=$(swift build --show-bin-path)/storefront-chaos
}

# lacks VARIABLE: says so; for `lacks X && return 77`.
lacks() {
    [ -z "${!1:-}" ] || return 1
    echo "$1 is not set"
}

# run SECONDS OPTION…
run() {
    local limit=$1
    shift
    timeout --kill-after=10 "$limit" "$chaos" ${seed:+--seed "$seed"} "$@"
}

# run_chaos SECONDS OPTION…: the load must have been one, too.
run_chaos() {
    local output=$work/chaos rate code=0
    run "$@" > "$output" 2>&1 || code=$?
    cat "$output"
    rate=$(sed -n 's/^chaos: .*acknowledged [0-9]* (\([0-9]*\)[.0-9]*\/s).*/\1/p' "$output")
    [ "${rate:-0}" -ge 20 ] || { echo "only ${rate:-0} acknowledged writes/s, at least 20 are wanted"; return 1; }
    return "$code"
}

check_chaos_embedded() { run_chaos 800 --duration 480 --broker embedded; }

check_chaos_kafka() {
    ! lacks KAFKA_HOME || return 77
    run_chaos 800 --duration 480 --broker kafka --replicas 2
}

check_chaos_cluster() {
    ! lacks KAFKA_HOME || return 77
    run_chaos 900 --duration 480 --broker kafka3 --replicas 2 --faults kill-broker --mean-fault-interval 20 --regular
}

check_chaos_librdkafka() {
    ! lacks KAFKA_HOME || return 77
    local library
    library=$(newer_librdkafka) || { echo "librdkafka 2.16.1 could not be had"; return 77; }
    LD_LIBRARY_PATH=$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} run_chaos 400 --duration 120 --broker kafka --replicas 2
}

# Exit code 1 of a run is a difference that was found.
check_sabotage() {
    local kind code
    for kind in drop twice swap; do
        code=0
        run 300 --duration 30 --faults none --sabotage "$kind" || code=$?
        [ "$code" = 1 ] || { echo "$kind: exit code $code, 1 expected"; return 1; }
    done
    echo "drop, twice and swap were found"
}

check_failpoints() { run 400 --proof failpoints; }
check_outage() { run 300 --proof outage; }
check_poison() { run 300 --proof poison; }
check_replay() { run 300 --proof replay; }
check_mixed_fleet() {
    ! lacks KAFKA_HOME || return 77
    ! lacks SPRING_PEER || return 77
    python3 -c 'import pymongo' 2> /dev/null || { echo "the Spring peer needs Python's pymongo (pip install pymongo)"; return 77; }
    timeout --kill-after=10 900 "$here/lib/proofs/mixed_fleet.py"
}

# Memory is a figure of release builds.
check_samples() {
    local product
    for product in accounts orders fulfillment; do
        timeout 1800 swift build -c release --static-swift-stdlib --product "$product" > "$work/build" 2>&1 \
            || { tail -n 30 "$work/build"; return 1; }
    done
    run 300 --proof samples --binaries "$(swift build -c release --show-bin-path)"
}

# Prints a folder for LD_LIBRARY_PATH with librdkafka 2.16.1, which the wheel of confluent-kafka holds as one library.
newer_librdkafka() {
    local folder=$cache/librdkafka-2.16.1 download library
    if [ ! -e "$folder/librdkafka.so.1" ]; then
        download=$(mktemp -d)
        timeout 300 python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
            --dest "$download" confluent-kafka==2.16.1 >&2 || return 1
        python3 -m zipfile -e "$download"/*.whl "$download/wheel" || return 1
        library=$(find "$download/wheel" -name 'librdkafka-*.so.1' | head -n 1)
        [ -n "$library" ] || return 1
        mkdir -p "$folder"
        cp -r "$(dirname "$library")/." "$folder/"
        ln -sf "$(basename "$library")" "$folder/librdkafka.so.1"
        rm -rf "$download"
    fi
    echo "$folder"
}
