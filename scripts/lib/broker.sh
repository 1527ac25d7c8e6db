# The broker, in this order: the one that SPRING_KAFKA_BOOTSTRAP_SERVERS names; Apache Kafka from the folder KAFKA_HOME;
# the embedded default, Tansu, behind a relay that mends its ApiVersions answers for librdkafka.

choose_broker() {
    if [ -n "$SPRING_KAFKA_BOOTSTRAP_SERVERS" ]; then
        broker_kind=given
    elif [ -n "$KAFKA_HOME" ]; then
        broker_kind=kafka
    else
        broker_kind=embedded
    fi
}

# A KAFKA_HOME that cannot work is an error, never a silent fallback. Run before anything is started.
find_broker() {
    case $broker_kind in
        kafka)
            local tool
            for tool in kafka-storage.sh kafka-server-start.sh; do
                [ -x "$KAFKA_HOME/bin/$tool" ] || fail "KAFKA_HOME is $KAFKA_HOME, but there is no bin/$tool in it:" \
                    "name a folder with Apache Kafka, or start with KAFKA_HOME= for the embedded broker."
            done
            have java || [ -x "${JAVA_HOME:-}/bin/java" ] || fail "Apache Kafka needs Java 17 or later: put java on the PATH," \
                "or start with KAFKA_HOME= for the embedded broker."
            ;;
        embedded) tansu=$(pinned_binary tansu) ;;
    esac
}

bootstrap_servers() {
    if [ "$broker_kind" = given ]; then echo "$SPRING_KAFKA_BOOTSTRAP_SERVERS"; else echo "127.0.0.1:$KAFKA_PORT"; fi
}

start_broker() {
    case $broker_kind in
        given) say "Kafka: the given one, $SPRING_KAFKA_BOOTSTRAP_SERVERS" ;;
        kafka) start_kafka ;;
        embedded) start_embedded ;;
    esac
}

broker_answers() { python3 "$here/lib/kafka_probe.py" "$KAFKA_PORT"; }

start_kafka() {
    if is_running kafka; then
        say "kafka: was running"
    else
        local data=$state/data/kafka properties=$state/run/kafka.properties id
        mkdir -p "$data"
        kafka_properties "$data" > "$properties"
        # KAFKA_HOME may be read-only: the tools write their own logs elsewhere.
        local environment=(env LOG_DIR="$state/logs" KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xms64m -Xmx384m}")
        if [ ! -f "$data/meta.properties" ]; then
            id=$(python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(16)).decode()[:22].replace("-", "A"))')
            timeout 60 "${environment[@]}" "$KAFKA_HOME/bin/kafka-storage.sh" format -t "$id" -c "$properties" >> "$(log_of kafka)" 2>&1 \
                || { show_log_end kafka; fail "kafka-storage.sh could not prepare $data; the end of $(log_of kafka) is above."; }
        fi
        start_process kafka "${environment[@]}" "$KAFKA_HOME/bin/kafka-server-start.sh" "$properties"
        wait_for kafka 60 "127.0.0.1:$KAFKA_PORT answers" broker_answers
        say "kafka: started, pid $(running_pid kafka), 127.0.0.1:$KAFKA_PORT, $(describe_broker)"
    fi
}

# One node, broker and controller; topics are made by the services; nothing expires.
kafka_properties() {
    cat <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$KAFKA_INNER_PORT
listeners=PLAINTEXT://127.0.0.1:$KAFKA_PORT,CONTROLLER://127.0.0.1:$KAFKA_INNER_PORT
advertised.listeners=PLAINTEXT://127.0.0.1:$KAFKA_PORT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$1
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
PROPERTIES
}

start_embedded() {
    if is_running tansu; then
        say "tansu: was running"
    else
        if is_running accounts || is_running orders || is_running fulfillment; then
            say "tansu: was not running while services were. It keeps everything in memory, so its topics are gone. The" \
                "services are started anew with it, since their producers cannot go on where they were at a broker that" \
                "does not know them; they notice the loss and publish what they have once more."
            stop_services
        fi
        start_process tansu "$tansu" --listener-url "tcp://127.0.0.1:$KAFKA_INNER_PORT" \
            --advertised-listener-url "tcp://127.0.0.1:$KAFKA_PORT" --storage-engine memory://tansu/
        wait_for tansu 20 "port $KAFKA_INNER_PORT" is_listening "$KAFKA_INNER_PORT"
        say "tansu: started, pid $(running_pid tansu), $(describe_broker)"
    fi
    if is_running kafka-relay; then
        say "kafka-relay: was running"
    else
        start_process kafka-relay "$state/bin/kafka-relay" --listen "127.0.0.1:$KAFKA_PORT" \
            --upstream "127.0.0.1:$KAFKA_INNER_PORT"
        wait_for kafka-relay 20 "127.0.0.1:$KAFKA_PORT answers" broker_answers
        say "kafka-relay: started, pid $(running_pid kafka-relay), 127.0.0.1:$KAFKA_PORT"
    fi
}

# Kind, version and what it does not keep.
describe_broker() {
    local version
    case $broker_kind in
        given) echo "Kafka at $SPRING_KAFKA_BOOTSTRAP_SERVERS (not started here)" ;;
        kafka)
            # The jar of the broker carries its version in its name: kafka_SCALA-VERSION.jar.
            version=$(find "$KAFKA_HOME/libs" -maxdepth 1 -name 'kafka_2.*.jar' -printf '%f\n' 2> /dev/null \
                | sed -n 's/^kafka_2\.[0-9]*-\([0-9][0-9.]*\(-rc[0-9]*\)\{0,1\}\)\.jar$/\1/p' | sort -V | tail -n 1)
            echo "Apache Kafka ${version:-of unknown version}, keeps its data in $state/data/kafka"
            ;;
        embedded) echo "Tansu 0.6.0, in memory: keeps nothing over a stop (no topics, events or consumer positions)" ;;
    esac
}

# Prints what a forgetful broker would lose, one line for each service that has something to lose; nothing when all is
# sent and read. A service that does not answer is counted too: what it still had to send or read is not known.
unsettled() {
    local service port metrics outbox lag
    for service in accounts orders fulfillment; do
        is_running "$service" || { echo "$service is not running: what it had not read yet"; continue; }
        port=$(service_port "$service")
        metrics=$(curl -sf --max-time 3 "http://127.0.0.1:$port/actuator/prometheus") \
            || { echo "$service does not answer: what it had not read yet"; continue; }
        outbox=$(metric_sum storefront_outbox_documents 1 <<< "$metrics")
        # Each service reads two topics, and has a sample for each as soon as it knows how far it is.
        lag=$(metric_sum storefront_consumer_lag_records 2 <<< "$metrics")
        [ "$lag" = 0 ] || echo "$service has not read ${lag:-an unknown number of} records that wait for it"
        [ "$outbox" = 0 ] || echo "$service keeps ${outbox:-an unknown number of} events in its outbox, and sends them when it runs again"
    done
}
# metric_sum NAME SAMPLES: the sum over all labels, as a whole number; nothing when there are fewer samples.
metric_sum() {
    awk -v name="$1" -v least="$2" '
        $1 == name || index($1, name "{") == 1 { sum += $NF; samples++ }
        END { if (samples >= least) printf "%d\n", sum }'
}

# Before a broker that forgets is stopped, everything must be sent and read: 10 seconds, else it is said what is lost.
settle_broker() {
    local left deadline=$((SECONDS + 10))
    [ "$broker_kind" = embedded ] && is_running tansu || return 0
    left=$(unsettled)
    # A service that does not run will not settle anything.
    while grep -qv 'is not running' <<< "${left:-is not running}" && [ "$SECONDS" -lt "$deadline" ]; do
        sleep 0.2
        left=$(unsettled)
    done
    [ -z "$left" ] || warn "The embedded broker forgets what it holds. Not settled:
$(sed 's/^/  /' <<< "$left")"
}

stop_broker() {
    local part
    for part in kafka-relay tansu kafka; do
        ask_to_stop "$part"
        await_end "$part" 30
    done
}
