# The gateway: Envoy, doing what the mesh's gateway does in a cluster. There is a pinned Envoy for x86-64 only.

choose_gateway() {
    has_gateway=
    ! has_pinned_binaries || has_gateway=yes
}

find_gateway() { [ -z "$has_gateway" ] || envoy=$(pinned_binary envoy); }

gateway_is_ready() { curl -sf --max-time 2 -o /dev/null "http://127.0.0.1:$GATEWAY_PORT/accounts/actuator/health/liveness"; }

start_gateway() {
    if [ -z "$has_gateway" ]; then
        say "gateway: none here (its Envoy is pinned for x86-64 only); use the three addresses below"
        return
    fi
    if is_running gateway; then
        say "gateway: was running"
        return
    fi
    "$here/gateway/render" "127.0.0.1:$GATEWAY_PORT" "127.0.0.1:$ACCOUNTS_PORT" "127.0.0.1:$ORDERS_PORT" \
        "127.0.0.1:$FULFILLMENT_PORT" > "$state/gateway/envoy.yaml"
    start_process gateway "$envoy" --config-path "$state/gateway/envoy.yaml" --log-level warning --concurrency 2 \
        --disable-hot-restart
    wait_for gateway 30 "GET /accounts/actuator/health/liveness" gateway_is_ready
    say "gateway: started, pid $(running_pid gateway), http://localhost:$GATEWAY_PORT"
}

stop_gateway() {
    ask_to_stop gateway
    await_end gateway 15
}
