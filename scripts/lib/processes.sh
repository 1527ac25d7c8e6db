# Processes of the local stack: each leads a session of its own, has a log and a pid file. A pid file also holds the
# process's start time and the boot it belongs to, so that a number that was given to another process is never signalled.

boot_id() { cat /proc/sys/kernel/random/boot_id; }

# Start time of a process in clock ticks since boot; nothing for one that ended, reaped or not.
start_time() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2> /dev/null) || return 0
    # The name in parentheses may hold anything, so fields are counted from its end: state is the third of all.
    read -r -a fields <<< "${stat##*) }"
    [ "${fields[0]}" = Z ] || [ "${fields[0]}" = X ] || echo "${fields[19]}"
}

# Prints the pid of a part that runs; nothing when it does not.
running_pid() {
    local pid started boot
    [ -f "$state/run/$1.pid" ] || return 0
    read -r pid started boot < "$state/run/$1.pid" || true
    [ "$boot" = "$(boot_id)" ] || return 0
    [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ] || return 0
    echo "$pid"
}
is_running() { [ -n "$(running_pid "$1")" ]; }

log_of() { echo "$state/logs/$1.log"; }

# start_process NAME COMMAND…
start_process() {
    local name=$1 log pid
    shift
    log=$(log_of "$name")
    # A log that has grown beyond 64 MiB makes room for a new one; one former log is kept.
    if [ -f "$log" ] && [ "$(stat -c %s "$log")" -gt $((64 << 20)) ]; then mv "$log" "$log.1"; fi
    # Without job control setsid replaces the subshell, so $! is the pid of the command itself.
    (exec 9>&-; exec setsid "$@") >> "$log" 2>&1 < /dev/null &
    pid=$!
    disown "$pid"
    echo "$pid $(start_time "$pid") $(boot_id)" > "$state/run/$name.pid"
}

# wait_for NAME SECONDS WHAT COMMAND…: until the command succeeds. A part that ends meanwhile, or takes too long, is an
# error that shows the end of its log.
wait_for() {
    local name=$1 seconds=$2 what=$3 deadline=$((SECONDS + $2))
    shift 3
    until "$@" > /dev/null 2>&1; do
        if ! is_running "$name"; then
            show_log_end "$name"
            fail "$name ended at its start; the end of $(log_of "$name") is above."
        fi
        if [ "$SECONDS" -ge "$deadline" ]; then
            show_log_end "$name"
            fail "$name did not get ready within $seconds s ($what); the end of $(log_of "$name") is above."
        fi
        sleep 0.1
    done
}
show_log_end() { tail -n 12 "$(log_of "$1")" >&2 || true; }

# Parts that were running when they were asked to stop.
declare -A stopping=()

# Asks a part to stop; await_end waits for it.
ask_to_stop() {
    local pid
    pid=$(running_pid "$1")
    [ -n "$pid" ] || return 0
    stopping[$1]=$pid
    kill -TERM "$pid" 2> /dev/null || true
}

# await_end NAME SECONDS: SIGKILL after the time. Says what happened when the part was running.
await_end() {
    local name=$1 seconds=$2 begin=$SECONDS
    if [ -n "${stopping[$name]:-}" ]; then
        while is_running "$name" && [ $((SECONDS - begin)) -lt "$seconds" ]; do sleep 0.05; done
        if is_running "$name"; then
            kill -KILL "${stopping[$name]}" 2> /dev/null || true
            while is_running "$name"; do sleep 0.05; done
            say "$name: killed, it had not stopped after $seconds s"
        else
            say "$name: stopped"
        fi
    fi
    rm -f "$state/run/$name.pid"
}
