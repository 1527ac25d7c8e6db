# The whole fleet: the libraries that up, down and status have in common, in the order in which they stand on each other.
. "$here/lib/common.sh"
. "$here/lib/requirements.sh"
. "$here/lib/downloads.sh"
. "$here/lib/state.sh"
. "$here/lib/processes.sh"
. "$here/lib/ports.sh"
. "$here/lib/mongo.sh"
. "$here/lib/broker.sh"
. "$here/lib/services.sh"
. "$here/lib/gateway.sh"

# In starting order; stopping goes the other way.
parts=(mongod kafka tansu kafka-relay accounts orders fulfillment gateway)

anything_runs() {
    local part
    for part in "${parts[@]}"; do
        if is_running "$part"; then return 0; fi
    done
    return 1
}

# The comment at the top of a script is its help.
help_of() { awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$1"; }
