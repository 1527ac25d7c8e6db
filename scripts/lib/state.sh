# What the local stack remembers between commands: its settings, in a folder of the checkout that git ignores.

state=${STOREFRONT_STATE:-$root/.local}
[[ $state == /* ]] || state=$PWD/$state
settings=$state/settings

# Every setting that is remembered, with its default. README.md says what each means.
setting_names=(
    GATEWAY_PORT ACCOUNTS_PORT ORDERS_PORT FULFILLMENT_PORT MONGO_PORT KAFKA_PORT KAFKA_INNER_PORT
    SPRING_DATA_MONGODB_URI SPRING_KAFKA_BOOTSTRAP_SERVERS KAFKA_HOME
)
default_setting() {
    case $1 in
        GATEWAY_PORT) echo 8080 ;;
        ACCOUNTS_PORT) echo 8085 ;;
        ORDERS_PORT) echo 8090 ;;
        FULFILLMENT_PORT) echo 8095 ;;
        MONGO_PORT) echo 27017 ;;
        KAFKA_PORT) echo 9092 ;;
        KAFKA_INNER_PORT) echo 19092 ;;
    esac
}

remembered_setting() { [ ! -f "$settings" ] || sed -n "s/^$1=//p" "$settings"; }

# The settings of the fleet as it was last started; the environment has no say.
load_remembered_settings() {
    local name value
    for name in "${setting_names[@]}"; do
        value=$(remembered_setting "$name")
        printf -v "$name" '%s' "${value:-$(default_setting "$name")}"
    done
}

# The settings for a start: the environment, else what is remembered, else the default. A variable that is set to
# nothing forgets what is remembered. Naming a broker in the environment replaces the remembered one of the other kind.
load_settings() {
    local name value broker_is_named=
    [ -z "${SPRING_KAFKA_BOOTSTRAP_SERVERS+set}${KAFKA_HOME+set}" ] || broker_is_named=yes
    for name in "${setting_names[@]}"; do
        if [ -n "${!name+set}" ]; then
            value=${!name}
        elif [ -n "$broker_is_named" ] && { [ "$name" = KAFKA_HOME ] || [ "$name" = SPRING_KAFKA_BOOTSTRAP_SERVERS ]; }; then
            value=
        else
            value=$(remembered_setting "$name")
        fi
        printf -v "$name" '%s' "${value:-$(default_setting "$name")}"
        [[ ${!name} != *$'\n'* ]] || fail "$name has a line break in it"
    done
    if [ -n "$KAFKA_HOME" ] && [ -d "$KAFKA_HOME" ]; then KAFKA_HOME=$(cd "$KAFKA_HOME" && pwd); fi
}

# A running fleet keeps its settings: another port or database would split it.
refuse_changed_settings() {
    local name before
    [ -f "$settings" ] || return 0
    for name in "${setting_names[@]}"; do
        before=$(remembered_setting "$name")
        before=${before:-$(default_setting "$name")}
        [ "$before" = "${!name}" ] || fail "$name was ${before:-not set} when the running parts were started, now it is" \
            "${!name:-not set}; run scripts/down first, or start without the change."
    done
}

# The URI may hold a password: only the owner reads the file.
remember_settings() {
    local name
    (umask 077; for name in "${setting_names[@]}"; do printf '%s=%s\n' "$name" "${!name}"; done > "$settings.new")
    mv "$settings.new" "$settings"
}

make_state() {
    mkdir -p "$state"/{bin,data,gateway,logs,run}
    chmod 700 "$state"
}

# One command at a time changes the fleet. Started processes do not inherit the lock (processes.sh closes it).
lock_state() {
    exec 9> "$state/lock"
    flock --timeout 20 9 || fail "another scripts/up or scripts/down is at work in $state; try again when it has ended."
}
unlock_state() { exec 9>&-; }
