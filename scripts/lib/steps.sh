# Steps of scripts/test: each has a name, a time limit and a session of its own, so that nothing it started outlives it.
# A step's output is shown as it comes and kept for the count.

passed=0
failed=0
summaries=()    # the last lines that test runners printed, shown again at the end
skipped=()      # checks that did not run, by name
broken=()       # steps that failed, by name
unsteady=()     # suites that failed among all others and passed by themselves
current_session=

# Prints what still runs in a session, one process a line; a killed process that nobody has reaped does not count.
in_session() { ps -o stat=,pid=,args= -s "$1" 2> /dev/null | grep -v '^Z' || true; }

# Ends every process of a session.
end_session() {
    local session=$1
    [ -n "$(in_session "$session")" ] || return 0
    pkill -TERM -s "$session" 2> /dev/null || true
    for _ in $(seq 50); do
        [ -n "$(in_session "$session")" ] || return 0
        sleep 0.1
    done
    pkill -KILL -s "$session" 2> /dev/null || true
}

# step NAME SECONDS COMMAND…: runs the command; its output is in $step_log, its exit code in $step_code.
step() {
    local name=$1 seconds=$2 begin=$SECONDS left tee
    shift 2
    say "==> $name"
    step_log=$work/step.log
    rm -f "$work/pipe"
    mkfifo "$work/pipe"
    tee "$step_log" < "$work/pipe" &
    tee=$!
    # In the background and without job control, setsid replaces its shell: the pid is the session's number.
    setsid timeout --kill-after=20 "$seconds" "$@" > "$work/pipe" 2>&1 < /dev/null &
    current_session=$!
    step_code=0
    wait "$current_session" || step_code=$?
    left=$(in_session "$current_session")
    if [ -n "$left" ]; then
        say "    left running and ended now: $(tr '\n' ';' <<< "$left")"
        end_session "$current_session"
        [ "$step_code" != 0 ] || step_code=125
    fi
    current_session=
    wait "$tee" || true
    [ "$step_code" != 124 ] && [ "$step_code" != 137 ] || say "    stopped: it took longer than $seconds s"
    if [ "$step_code" = 0 ]; then
        say "    $name: ok, $((SECONDS - begin)) s"
    else
        say "    $name: FAILED (exit code $step_code), $((SECONDS - begin)) s"
        broken+=("$name")
    fi
}

# A step that is one check.
check() {
    step "$@"
    if [ "$step_code" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# A step that runs `swift test`: counts its tests, remembers its summary and what it skipped.
#
# Suites that failed run once more, one test at a time: on two cores, tests with real servers can starve each other. Who
# fails again has failed; who passes is named as unsteady.
count_swift_tests() {
    local name=$1 line total=0 bad skips suites
    step "$@"
    line=$(grep -E 'Test run with [0-9]+ tests? .*(passed|failed)' "$step_log" | tail -n 1 || true)
    [ -z "$line" ] || summaries+=("$line")
    total=$(sed -nE 's/.*Test run with ([0-9]+) tests? .*/\1/p' <<< "$line")
    total=${total:-0}
    bad=$(grep -cE '^[^ ]+ +Test .* failed after [0-9.]+ seconds' "$step_log" || true)
    bad=$((bad - $(grep -cE '^[^ ]+ +Test run with .* failed after' "$step_log" || true)))
    skips=$(grep -cE '^[^ ]+ +Test .* skipped(:|\.|$)' "$step_log" || true)
    while IFS= read -r line; do
        [ -z "$line" ] || skipped+=("$name: $line")
    done <<< "$(sed -nE 's/^[^ ]+ +Test (.*) skipped(: (.*)|\.)?$/\1 (\3)/p' "$step_log")"
    # A runner that crashed has no summary, and one that found no test has proven nothing: both are a failure.
    if [ "$step_code" != 0 ] && [ "$bad" -le 0 ]; then bad=1; fi
    if [ "$step_code" = 0 ] && [ "$total" = 0 ]; then
        bad=1
        broken+=("$name (no test ran)")
    fi
    suites=$(sed -nE 's/^[^ ]+ +Suite ([A-Za-z0-9_]+) failed after .*/\1/p' "$step_log" | sort -u | paste -sd '|')
    if [ "$step_code" = 1 ] && [ -n "$suites" ]; then
        shift 2
        step "$name: $suites once more" 600 "$@" --no-parallel --filter "\\.($suites)(/|\$)"
        line=$(grep -E 'Test run with [0-9]+ tests? .*(passed|failed)' "$step_log" | tail -n 1 || true)
        [ -z "$line" ] || summaries+=("$line")
        if [ "$step_code" = 0 ] && [[ $line =~ with\ [1-9][0-9]*\ tests?\ .*passed ]]; then
            unsteady+=("$name: ${suites//|/, }")
            unset "broken[-1]"
            bad=0
        fi
    fi
    failed=$((failed + bad))
    if [ "$total" -ge $((bad + skips)) ]; then passed=$((passed + total - bad - skips)); fi
}

# A step that prints "ok - …", "FAIL - …" and "skip - …" lines: counts them.
count_lines() {
    local name=$1 good bad line
    step "$@"
    good=$(grep -c '^ok - ' "$step_log" || true)
    bad=$(grep -c '^FAIL - ' "$step_log" || true)
    while IFS= read -r line; do
        [ -z "$line" ] || skipped+=("$name: $line")
    done <<< "$(sed -n 's/^skip - //p' "$step_log")"
    if [ "$step_code" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    passed=$((passed + good))
    failed=$((failed + bad))
}
