# scripts/prove events: that nothing is lost, nothing applied twice, and all in order, whatever dies or freezes.
# Sourced by scripts/prove; the checks are runs of storefront-chaos (scripts/chaos --help).

checks=(
    "chaos-embedded|one replica of each service, embedded broker, a fault every 3 s, 8 min"
    "chaos-kafka|two replicas of each service, Apache Kafka, a fault every 3 s, 8 min"
    "chaos-cluster|two replicas, three brokers of which one is killed every 20 s, 8 min"
    "chaos-librdkafka|the same binaries on librdkafka 2.16.0, which they must say they run on, 2 min"
    "sabotage|an event that is dropped, sent twice or swapped is found, each time"
    "failpoints|killed between commit and publish, and between publish and its note: the effect once, 20 of 20"
    "outage|60 s without a broker at 100 writes/s: all 2xx, and out within 10 s"
    "poison|10 poison records among 10,000: 10,000 applied, 10 dead letters with their reasons, sent again after a fix"
    "replay|every topic twice more, once shuffled: no document changes"
    "vanished|topics deleted and databases dropped under the fleet: it goes on and converges again"
    "verify|differences made by hand in MongoDB are found, named and repaired by storefront-verify"
    "documents|the AsyncAPI document is clean under Spectral, and all documents are those of the models"
    "mixed-fleet|each service in turn replaced by the Spring one on Apache Kafka: the seven calls agree"
    "samples|3,000 customers through the seven calls: complete within 5 s, 10 MiB more memory at most"
)

prepare() {
    MONGOD=${MONGOD:-$(command -v mongod || pinned_binary mongod)}
    TANSU=${TANSU:-$(pinned_binary tansu)}
    export MONGOD TANSU
    local product
    for product in accounts orders fulfillment storefront-verify storefront-dead-letters storefront-contracts \
        storefront-chaos; do
        timeout 1800 swift build --product "$product" > "$work/build" 2>&1 \
            || { tail -n 30 "$work/build" >&2; fail "$product cannot be built"; }
    done
    chaos=$(swift build --show-bin-path)/storefront-chaos
    [[ " ${names[*]} " != *" samples "* ]] || { build_release > "$work/release" 2>&1 & release_build=$!; }
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
    local rate code=0
    run "$@" || code=$?
    grep '^chaos: ' "$output" >> "$work/chaos-runs" || true
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
    library=$(pinned_binary librdkafka.so.1) || { echo "librdkafka 2.16.0 could not be had"; return 77; }
    LD_LIBRARY_PATH=$(dirname "$library")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
        run_chaos 400 --duration 120 --broker kafka --replicas 2 --librdkafka 2.16.0
}

# A run that is sabotaged must fail with a difference of the kind that was made, in the very order. The three have fleets
# of their own and so little to do that they run beside each other.
check_sabotage() {
    local kind code found orders
    local -A runs
    for kind in drop twice swap; do
        run 300 --duration 20 --faults none --sabotage "$kind" > "$work/sabotage-$kind" 2>&1 &
        runs[$kind]=$!
    done
    for kind in drop twice swap; do
        case $kind in
            drop) found='lost|unconverged' ;;
            twice) found=duplicated ;;
            swap) found=misordered ;;
        esac
        code=0
        wait "${runs[$kind]}" || code=$?
        cat "$work/sabotage-$kind"
        [ "$code" = 1 ] || { echo "$kind: exit code $code, 1 expected"; return 1; }
        orders=$(sed -n "s/^# sabotage: $kind of \([^ ]*\) .*/\1/p" "$work/sabotage-$kind" | sort -u | paste -s -d '|')
        grep -qE "^($found): .*order ($orders) " "$work/sabotage-$kind" \
            || { echo "$kind of ${orders:-no order}: no difference of the kind $found names it"; return 1; }
    done
    echo "drop, twice and swap were found, each in the order that it broke"
}

check_failpoints() { run 400 --proof failpoints; }
check_outage() { run 300 --proof outage; }
check_poison() { run 300 --proof poison; }
check_replay() { run 300 --proof replay; }

# On the broker that is deployed, where there is one.
check_vanished() {
    if [ -n "${KAFKA_HOME:-}" ]; then run 500 --proof vanished --broker kafka; else run 500 --proof vanished; fi
}

check_verify() { run 300 --proof verify; }

check_documents() {
    ! lacks SPECTRAL || return 77
    have node || { echo "Spectral needs node"; return 77; }
    timeout 120 "$here/contracts" --lint || return 1
    timeout 60 "$here/contracts" --check
}

check_mixed_fleet() {
    ! lacks KAFKA_HOME || return 77
    ! lacks SPRING_PEER || return 77
    python3 -c 'import pymongo' 2> /dev/null || { echo "the Spring peer needs Python's pymongo (pip install pymongo)"; return 77; }
    timeout --kill-after=10 900 "$here/lib/proofs/mixed_fleet.py"
}

# Memory is a figure of release builds.
check_samples() {
    wait "$release_build" || { tail -n 30 "$work/release"; return 1; }
    run 300 --proof samples --binaries "$(swift build -c release --show-bin-path)"
}

# In the background, for what the first checks leave of the machine.
build_release() {
    local product
    for product in accounts orders fulfillment; do
        timeout 1800 nice -n 19 swift build -c release --static-swift-stdlib --product "$product" || return 1
    done
}

# What the four chaos runs were together, once all of them were made: one line, and whether that is enough.
summary() {
    local runs
    [ -f "$work/chaos-runs" ] || return 0
    runs=$(wc -l < "$work/chaos-runs")
    if [ "$runs" -lt 4 ]; then
        say "skip - the chaos runs together: $runs of 4 were made, so their writes and faults in sum are not judged"
        return 0
    fi
    python3 - "$work/chaos-runs" << 'END'
import collections, re, sys

MINIMUM_WRITES, MINIMUM_FAULTS = 30_000, 5
writes, kinds = 0, collections.Counter()
for line in open(sys.argv[1]):
    writes += int(re.search(r"acknowledged (\d+)", line).group(1))
    for kind, count in re.findall(r"([a-z-]+) (\d+)", re.search(r"faults \d+ \(([^)]*)\)", line).group(1)):
        kinds[kind] += int(count)
wanted = ["kill-service", "freeze-service", "kill-mongod", "freeze-mongod", "slow-mongod", "kill-broker", "freeze-broker",
          "cut-broker", "refuse-broker", "poison", "duplicates", "rebalance"]
rare = [kind for kind in wanted if kinds[kind] < MINIMUM_FAULTS]
is_enough = writes >= MINIMUM_WRITES and not rare
print(f"{'ok' if is_enough else 'FAIL'} - the chaos runs together: {writes} writes acknowledged (at least {MINIMUM_WRITES}), "
      f"faults: {', '.join(f'{kind} {kinds[kind]}' for kind in wanted)} (at least {MINIMUM_FAULTS} each)")
sys.exit(0 if is_enough else 1)
END
}
