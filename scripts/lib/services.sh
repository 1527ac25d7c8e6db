# The three services and the tools: building, starting, asking, seeding.

services=(accounts orders fulfillment)
products=(accounts orders fulfillment refresh storefront-verify storefront-dead-letters kafka-relay)

service_port() {
    local variable=${1^^}_PORT
    echo "${!variable}"
}

# What to look at first.
summary_path() { if [ "$1" = fulfillment ]; then echo /fulfillments/summary; else echo /customers/summary; fi; }

# build_products release|debug: builds, and puts the binaries into the state folder. A process that runs keeps the file
# that it was started from.
build_products() {
    local kind=$1 options=() product folder
    [ "$kind" = debug ] || options=(-c release --static-swift-stdlib)
    say "Building ($kind); the first time takes minutes"
    cd "$root"
    for product in "${products[@]}"; do
        timeout 1800 swift build "${options[@]}" --product "$product" > "$state/logs/build.log" 2>&1 \
            || { tail -n 30 "$state/logs/build.log" >&2; fail "$product could not be built; see $state/logs/build.log"; }
    done
    folder=$(swift build "${options[@]}" --show-bin-path)
    for product in "${products[@]}"; do
        cmp -s "$folder/$product" "$state/bin/$product" && continue
        cp "$folder/$product" "$state/bin/.$product.new"
        mv "$state/bin/.$product.new" "$state/bin/$product"
    done
}

# A running process whose file was replaced by a newer build.
is_outdated() { [[ $(readlink "/proc/$(running_pid "$1")/exe" 2> /dev/null) == *" (deleted)" ]]; }

is_ready() { curl -sf --max-time 2 -o /dev/null "http://127.0.0.1:$(service_port "$1")/actuator/health/readiness"; }

# Milliseconds after which a group gives up a consumer that was killed. The embedded broker takes twice that until the one
# that comes after it gets partitions, and half of it for each first join; other brokers refuse less than their default.
session_timeout() { [ "$broker_kind" = embedded ] && echo 2000 || echo 6000; }

start_service() {
    local name=$1 port
    port=$(service_port "$name")
    if is_running "$name"; then
        say "$name: was running$(! is_outdated "$name" || echo ", on an older build: scripts/down and scripts/up change that")"
        return
    fi
    start_process "$name" env SPRING_PROFILES_ACTIVE="${SPRING_PROFILES_ACTIVE:-local}" SERVER_ADDRESS=127.0.0.1 \
        SERVER_PORT="$port" SPRING_DATA_MONGODB_URI="$(mongo_uri "$name")" \
        SPRING_KAFKA_BOOTSTRAP_SERVERS="$(bootstrap_servers)" \
        SPRING_KAFKA_PROPERTIES_SESSION_TIMEOUT_MS="${SPRING_KAFKA_PROPERTIES_SESSION_TIMEOUT_MS:-$(session_timeout)}" \
        "$state/bin/$name"
    started_services+=("$name")
}

# Starts all that do not run, then waits for all: they come up side by side.
start_services() {
    local name
    started_services=()
    for name in "${services[@]}"; do start_service "$name"; done
    for name in "${services[@]}"; do wait_for "$name" 60 "GET /actuator/health/readiness" is_ready "$name"; done
    for name in "${started_services[@]}"; do
        say "$name: started, pid $(running_pid "$name"), http://127.0.0.1:$(service_port "$name")"
    done
}

# A service drains for 10 seconds at most; all drain at the same time.
stop_services() {
    local name
    for name in fulfillment orders accounts; do ask_to_stop "$name"; done
    for name in fulfillment orders accounts; do await_end "$name" 15; done
}

accounts_is_empty() {
    local customers
    customers=$(curl -sf --max-time 10 "http://127.0.0.1:$ACCOUNTS_PORT/customers/summary") \
        || fail "accounts does not answer to GET http://127.0.0.1:$ACCOUNTS_PORT/customers/summary"
    [ "$(tr -d '[:space:]' <<< "$customers")" = '{"customers":[]}' ]
}

# The seven calls, through the gateway when there is one.
seed() {
    if [ -n "$has_gateway" ]; then
        "$state/bin/refresh" --gateway "http://127.0.0.1:$GATEWAY_PORT"
    else
        "$state/bin/refresh" --accounts "http://127.0.0.1:$ACCOUNTS_PORT" --orders "http://127.0.0.1:$ORDERS_PORT" \
            --fulfillment "http://127.0.0.1:$FULFILLMENT_PORT"
    fi
}
