# scripts/bench events: how fast a change of a customer reaches orders. Sourced by scripts/bench; Tests/storefront-bench
# measures.

bench() {
    [ -n "${KAFKA_HOME:-}" ] || fail "KAFKA_HOME is not set: name a folder with Apache Kafka"
    MONGOD=${MONGOD:-$(command -v mongod || pinned_binary mongod)}
    export MONGOD
    build accounts orders fulfillment storefront-bare-loop storefront-bench
    exec "$(swift build -c release --show-bin-path)/storefront-bench" events "$@"
}
