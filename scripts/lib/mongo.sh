# MongoDB: the one that SPRING_DATA_MONGODB_URI names, else a mongod on the PATH, else the pinned one.

choose_mongo() {
    mongo_kind=local
    if [ -n "$SPRING_DATA_MONGODB_URI" ]; then
        mongo_kind=given
        [[ $SPRING_DATA_MONGODB_URI =~ ^mongodb(\+srv)?://[^/?]+ ]] \
            || fail "SPRING_DATA_MONGODB_URI must look like mongodb://host:port/database?replicaSet=name"
    fi
}

# Finds the binary; run before anything is started, since it may download.
find_mongod() {
    [ "$mongo_kind" = local ] || return 0
    mongod=$(command -v mongod || true)
    [ -n "$mongod" ] || mongod=$(pinned_binary mongod)
}

# mongo_uri SERVICE: the address with the database's name replaced by the service's. Who logs in without an authSource
# is looked up in the database that the URI named, so that one is written out before it goes.
mongo_uri() {
    local service=$1 uri=$SPRING_DATA_MONGODB_URI scheme rest hosts path options=
    if [ "$mongo_kind" = local ]; then
        echo "mongodb://127.0.0.1:$MONGO_PORT/$service?replicaSet=rs0"
        return
    fi
    scheme=${uri%%://*}
    rest=${uri#*://}
    if [[ $rest == *\?* ]]; then
        options=${rest#*\?}
        rest=${rest%%\?*}
    fi
    hosts=${rest%%/*}
    path=
    [[ $rest != */* ]] || path=${rest#*/}
    if [[ $hosts == *@* ]] && [[ ! "&${options,,}" =~ \&authsource= ]]; then
        options=${options:+$options&}authSource=${path:-admin}
    fi
    echo "$scheme://$hosts/$service${options:+?$options}"
}

# For people: no name, no password, no options.
mongo_address() {
    if [ "$mongo_kind" = local ]; then
        echo "127.0.0.1:$MONGO_PORT"
    else
        local rest=${SPRING_DATA_MONGODB_URI#*://}
        rest=${rest%%[/?]*}
        echo "${rest##*@}"
    fi
}

start_mongo() {
    [ "$mongo_kind" = local ] || { say "MongoDB: the given one, $(mongo_address)"; return; }
    if is_running mongod; then
        say "mongod: was running"
    else
        case $mongod in
            "$cache"/*) say "mongod is MongoDB Community Server, licensed under the Server Side Public License (SSPL) v1" ;;
        esac
        mkdir -p "$state/data/mongo"
        start_process mongod "$mongod" --dbpath "$state/data/mongo" --port "$MONGO_PORT" --bind_ip 127.0.0.1 \
            --replSet rs0 --wiredTigerCacheSizeGB 0.25 --nounixsocket --setParameter diagnosticDataCollectionEnabled=false
        wait_for mongod 60 "port $MONGO_PORT" is_listening "$MONGO_PORT"
        say "mongod: started, pid $(running_pid mongod), $(mongo_address)"
    fi
    # Also after an interrupted start, and when the port has changed since the set was made.
    python3 "$here/lib/replica_set.py" "$MONGO_PORT" rs0 60 > /dev/null \
        || fail "mongod runs, but its replica set has no primary; see $(log_of mongod)"
}

stop_mongo() {
    ask_to_stop mongod
    await_end mongod 40
}

# One line for status: version and role.
describe_mongo() {
    local exe version role
    exe=$(readlink "/proc/$(running_pid mongod)/exe" 2> /dev/null || true)
    version=$("${exe% (deleted)}" --version 2> /dev/null | sed -n 's/^db version v//p' || true)
    role=$(python3 "$here/lib/replica_set.py" --role "$MONGO_PORT" 2> /dev/null || echo "does not answer")
    echo "MongoDB ${version:-?} (SSPL), replica set rs0: $role"
}
