/// The librdkafka properties of each kind of client: our defaults, the user's on top, then what must not be changed.
struct ClientSettings {
    /// In the order in which they are to be set.
    let properties: [(name: String, value: String)]

    /// For all kinds. Nagle delays small requests by up to 40 ms; a broker that comes back is to be met within a second
    /// (librdkafka's own limit is ten); a peer that went silent without a reset is given up after ten seconds.
    private static let common = [
        "socket.nagle.disable": "true",
        "socket.keepalive.enable": "true",
        "socket.timeout.ms": "10000",
        "socket.connection.setup.timeout.ms": "5000",
        "reconnect.backoff.ms": "50",
        "reconnect.backoff.max.ms": "1000",
        "log.connection.close": "false",
    ]

    static func producer(_ configuration: KafkaConfiguration) throws(KafkaError) -> ClientSettings {
        try ClientSettings(
            configuration,
            defaults: [
                // Not at once means later for nothing: records gather by themselves while a request is on its way.
                "linger.ms": "0",
                // Java's choice, so that a key's records lie in the same partition whoever sends them.
                "partitioner": "murmur2_random",
                // Who must not lose a record sends it again (the outbox does). A broker that has lost its memory of this
                // producer answers in a way that librdkafka 2.0.2 retries without end and without a word, and only this
                // time makes it begin anew. Much shorter, and records of which the answer is on its way would be sent
                // twice.
                "message.timeout.ms": "20000",
                "request.timeout.ms": "10000",
                // An unknown topic fails after this time instead of 30 s: created a moment ago, or missing.
                "topic.metadata.propagation.max.ms": "1000",
                "topic.metadata.refresh.interval.ms": "60000",
                "queue.buffering.max.messages": "100000",
                "queue.buffering.max.kbytes": "32768",
            ],
            fixed: [
                "enable.idempotence": "true",
                "acks": "all",
                // A broker that knows nothing of a producer takes whatever sequence comes first. While a new partition
                // gets its leader it refuses one request and takes the next one, which is on its way already; librdkafka
                // 2.0.2 then reports the refused records as delivered ("implicitly acked"), and they are lost. With one
                // request at a time there is no next one. It costs nothing that could be measured: records gather
                // meanwhile, and go together.
                "max.in.flight.requests.per.connection": "1",
            ])
    }

    static func consumer(_ configuration: KafkaConsumerConfiguration) throws(KafkaError) -> ClientSettings {
        try ClientSettings(
            configuration.base,
            defaults: [
                "partition.assignment.strategy": "cooperative-sticky",
                "fetch.wait.max.ms": "10",
                "fetch.error.backoff.ms": "100",
                // Memory must not follow the backlog (64 MiB by default). Nor too little: once this much waits, librdkafka
                // 2.0.2 looks only every second whether to fetch more. Catching up with 200,000 records of 500 bytes took
                // 13 s with 4 MiB, 2 to 3 s with 16, 0.5 to 0.9 s with 64.
                "queued.max.messages.kbytes": "16384",
                // A subscribed topic that does not exist yet is met a second after it does.
                "topic.metadata.refresh.interval.ms": "1000",
                "coordinator.query.interval.ms": "1000",
            ],
            fixed: [
                "group.id": configuration.groupID,
                "session.timeout.ms": String(configuration.sessionTimeout.wholeMilliseconds),
                // Members learn from their heartbeats that others came or went. Until all have joined anew nobody's
                // commit is answered, so this bounds how much work a rebalance can repeat.
                "heartbeat.interval.ms": String(min(500, max(1, configuration.sessionTimeout.wholeMilliseconds / 4))),
                "auto.offset.reset": configuration.offsetReset,
                "enable.auto.commit": "false",
                "enable.auto.offset.store": "false",
                "enable.partition.eof": "false",
                "allow.auto.create.topics": "false",
            ])
    }

    /// Reads partitions that it is told. The library wants a group's name even so; nobody joins it and nothing is
    /// committed for it.
    static func reader(_ configuration: KafkaConfiguration) throws(KafkaError) -> ClientSettings {
        try ClientSettings(
            configuration,
            defaults: ["fetch.wait.max.ms": "10", "queued.max.messages.kbytes": "16384"],
            fixed: [
                "group.id": "storefront-topic-reader", "enable.auto.commit": "false",
                "enable.auto.offset.store": "false", "enable.partition.eof": "true", "auto.offset.reset": "error",
                "allow.auto.create.topics": "false",
            ])
    }

    /// A consumer without a group: unlike a producer it never makes a broker create a topic by asking for it.
    static func admin(_ configuration: KafkaConfiguration) throws(KafkaError) -> ClientSettings {
        try ClientSettings(configuration, defaults: [:], fixed: ["allow.auto.create.topics": "false"])
    }

    private init(_ configuration: KafkaConfiguration, defaults: [String: String], fixed: [String: String])
        throws(KafkaError)
    {
        var merged = Self.common.merging(defaults) { $1 }.merging(configuration.properties) { $1 }
        merged["bootstrap.servers"] = configuration.bootstrapServers
        merged["client.id"] = configuration.clientID
        for (name, value) in fixed {
            if let asked = configuration.properties[name], asked != value {
                throw .misuse("the Kafka property \(name) cannot be set: it is always \(value)")
            }
            merged[name] = value
        }
        properties = merged.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }
}

extension Duration {
    /// Rounded down; at most Int32.max, as librdkafka's time-outs are C ints.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_147_483 else { return Int(Int32.max) }
        return max(0, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}

extension ContinuousClock.Instant {
    /// Milliseconds from now until this moment, rounded up, 0 when it has passed: a C time-out.
    var millisecondsLeft: Int32 {
        let left = ContinuousClock.now.duration(to: self)
        guard left > .zero else { return 0 }
        return Int32(clamping: left.wholeMilliseconds + 1)
    }
}
