# scripts/bench outbox: two ways to commit state and event together, one beside the other, on a mongod of its own.
# Sourced by scripts/bench; Shared/Outbox/Outbox.docc/Design.md has the figures that the choice stands on.

about="an event in the aggregate's document, or an outbox document in the same transaction: about 5 min"

prepare() {
    MONGOD=${MONGOD:-$(command -v mongod || pinned_binary mongod)}
    timeout 1800 swift build -c release --product outbox-bench > "$work/build" 2>&1 \
        || { tail -n 30 "$work/build" >&2; fail "outbox-bench cannot be built"; }
    program=$(swift build -c release --show-bin-path)/outbox-bench
}

bench() {
    local port
    case " $* " in
        *" --mongodb "* | *" --help "* | *" --list "*) "$program" "$@"; return ;;
    esac
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir "$work/data"
    "$MONGOD" --dbpath "$work/data" --port "$port" --bind_ip 127.0.0.1 --replSet rs0 --wiredTigerCacheSizeGB 0.25 \
        --nounixsocket --setParameter diagnosticDataCollectionEnabled=false --logpath "$work/mongod.log" > /dev/null &
    mongod=$!
    finish() { kill -KILL "$mongod" 2> /dev/null || true; wait "$mongod" 2> /dev/null || true; }
    python3 "$here/lib/replica_set.py" "$port" rs0 60 > /dev/null \
        || { tail -n 5 "$work/mongod.log" >&2; fail "mongod has no primary"; }
    "$program" --mongodb "mongodb://127.0.0.1:$port/?replicaSet=rs0" "$@"
}
