# Ports of the local stack. Everything listens on 127.0.0.1.

is_listening() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# Prints "PART VARIABLE" for each port that this fleet needs.
needed_ports() {
    [ "$mongo_kind" = given ] || echo "mongod MONGO_PORT"
    case $broker_kind in
        kafka) echo "kafka KAFKA_PORT"; echo "kafka KAFKA_INNER_PORT" ;;
        embedded) echo "kafka-relay KAFKA_PORT"; echo "tansu KAFKA_INNER_PORT" ;;
    esac
    echo "accounts ACCOUNTS_PORT"
    echo "orders ORDERS_PORT"
    echo "fulfillment FULFILLMENT_PORT"
    [ -z "$has_gateway" ] || echo "gateway GATEWAY_PORT"
}

# Every mistake with ports is found before anything is started, and named with the variable that mends it.
check_ports() {
    local part variable port mistakes=0
    local -A used=()
    while read -r part variable; do
        port=${!variable}
        if ! [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || [ "$port" -gt 65535 ]; then
            warn "$variable is \"$port\": a port is a number from 1 to 65535."
            mistakes=$((mistakes + 1))
            continue
        fi
        if [ -n "${used[$port]:-}" ]; then
            warn "$variable and ${used[$port]} are both $port: change one of them."
            mistakes=$((mistakes + 1))
        fi
        used[$port]=$variable
        if ! is_running "$part" && is_listening "$port"; then
            warn "port $port, which $part needs, is taken by another program: free it, or choose another with $variable=…"
            mistakes=$((mistakes + 1))
        fi
    done < <(needed_ports)
    [ "$mistakes" = 0 ] || fail "nothing was started."
}

# After the processes of the fleet have ended.
await_closed_ports() {
    local part variable
    while read -r part variable; do
        for _ in $(seq 50); do
            is_listening "${!variable}" || continue 2
            sleep 0.1
        done
        warn "port ${!variable} is still open: another program listens there."
    done < <(needed_ports)
}
