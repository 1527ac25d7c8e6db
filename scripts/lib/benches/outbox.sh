# scripts/bench outbox: two ways to commit state and event together, one beside the other, on a mongod of its own.
# Sourced by scripts/bench; Shared/Outbox/Outbox.docc/Design.md has the figures that the choice stands on.

bench() {
    local program port
    build outbox-bench
    program=$(swift build -c release --show-bin-path)/outbox-bench
    case " $* " in
        *" --mongodb "* | *" --help "* | *" --list "*) "$program" "$@"; return ;;
    esac
    mongod_path=${MONGOD:-$(command -v mongod || pinned_binary mongod)}
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    folder=$(mktemp -d)
    mkdir "$folder/data"
    "$mongod_path" --dbpath "$folder/data" --port "$port" --bind_ip 127.0.0.1 --replSet rs0 \
        --wiredTigerCacheSizeGB 0.25 --nounixsocket --setParameter diagnosticDataCollectionEnabled=false \
        --logpath "$folder/log" > /dev/null &
    mongod=$!
    trap 'kill -KILL "$mongod" 2> /dev/null || true; wait "$mongod" 2> /dev/null || true; rm -rf "$folder"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    python3 "$here/lib/replica_set.py" "$port" rs0 60 > /dev/null \
        || { tail -n 5 "$folder/log" >&2; fail "mongod has no primary"; }
    "$program" --mongodb "mongodb://127.0.0.1:$port/?replicaSet=rs0" "$@"
}
