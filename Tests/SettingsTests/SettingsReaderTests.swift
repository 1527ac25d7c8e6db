import Settings
import Testing

@Suite struct SettingsReaderTests {
    static let port = SettingKey("SERVER_PORT", help: "The port to listen on.")
    static let brokers = SettingKey(
        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
        aliases: ["SPRING_KAFKA_BOOTSTRAPSERVERS", "SPRING_KAFKA_BOOTSTRAP-SERVERS"], help: "Kafka's brokers.")
    static let secret = SettingKey("API_SECRET", help: "A secret.", isSecret: true)

    @Test func `a setting has its default, and an empty value is none`() throws {
        for environment in [[:], ["SERVER_PORT": "", "SPRING_KAFKA_BOOTSTRAP_SERVERS": "", "UNRELATED": "1"]] {
            let reader = SettingsReader(environment: environment)
            #expect(reader.integer(Self.port, default: 8080, in: 1...65_535) == 8080)
            #expect(reader.string(Self.brokers, default: "kafka:9092") == "kafka:9092")
            #expect(reader.optionalString(Self.secret) == nil)
            try reader.finish()
            #expect(
                reader.described == [
                    SettingDescription(key: Self.port, value: "8080", origin: .default),
                    SettingDescription(key: Self.brokers, value: "kafka:9092", origin: .default),
                    SettingDescription(key: Self.secret, value: "", origin: .default),
                ])
        }
    }

    @Test func `the name comes first, then the aliases in their order, also those with dashes`() {
        var environment = [
            "SPRING_KAFKA_BOOTSTRAP-SERVERS": "c:1", "SPRING_KAFKA_BOOTSTRAPSERVERS": "b:1",
            "SPRING_KAFKA_BOOTSTRAP_SERVERS": "a:1",
        ]
        for (value, name) in [
            ("a:1", Self.brokers.name), ("b:1", Self.brokers.aliases[0]), ("c:1", Self.brokers.aliases[1]),
        ] {
            let reader = SettingsReader(environment: environment)
            #expect(reader.string(Self.brokers, default: "") == value)
            #expect(
                reader.described == [
                    SettingDescription(key: Self.brokers, value: value, origin: .environment(name))
                ])
            environment[name] = ""
        }
    }

    @Test func `all faults are told together, by the variable that was read, without a secret`() {
        let reader = SettingsReader(environment: [
            "SERVER_PORT": "http", "SPRING_KAFKA_BOOTSTRAP-SERVERS": "nonsense", "API_SECRET": "hunter2",
            "WAIT": "5 parsecs",
            "SAMPLES": "perhaps", "LEVEL": "LOUD", "LONG": String(repeating: "x", count: 500),
        ])
        #expect(reader.integer(Self.port, default: 8080, in: 1...65_535) == 8080)
        reader.fail(Self.brokers, "must have a port")
        #expect(reader.integer(Self.secret, default: 1, in: 1...9) == 1)
        #expect(
            reader.duration(SettingKey("WAIT", help: ""), default: .seconds(1), in: .zero ... .seconds(60))
                == .seconds(1))
        #expect(reader.bool(SettingKey("SAMPLES", help: ""), default: true))
        #expect(
            reader.value(SettingKey("LEVEL", help: ""), default: 0, expecting: "a level such as INFO") { _ in nil } == 0
        )
        #expect(reader.integer(SettingKey("LONG", help: ""), default: 0, in: 0...1) == 0)
        reader.fail(SettingKey("ABSENT", help: ""), "is needed")
        do {
            try reader.finish()
            Issue.record("no fault")
        } catch {
            #expect(
                error.description == """
                    SERVER_PORT must be a whole number from 1 to 65535, not "http"
                    SPRING_KAFKA_BOOTSTRAP-SERVERS must have a port
                    API_SECRET must be a whole number from 1 to 9
                    WAIT must be a duration from 0s to 1m, such as 250ms, 10s or 5m, not "5 parsecs"
                    SAMPLES must be true or false, not "perhaps"
                    LEVEL must be a level such as INFO, not "LOUD"
                    LONG must be a whole number from 0 to 1, not "\(String(repeating: "x", count: 100))…"
                    ABSENT is needed
                    """)
        }
    }

    @Test func `a setting that is read twice is described once`() {
        let reader = SettingsReader(environment: ["SERVER_PORT": "1"])
        _ = reader.integer(Self.port, default: 2, in: 1...3)
        _ = reader.optionalString(Self.port)
        #expect(
            reader.described == [SettingDescription(key: Self.port, value: "1", origin: .environment("SERVER_PORT"))])
    }

    @Test func `variables of one prefix are read together`() {
        let reader = SettingsReader(environment: [
            "LOGGING_LEVEL_WEB": "DEBUG", "LOGGING_LEVEL_ROOT": "INFO", "LOGGING_LEVEL_": "x",
            "LOGGING_LEVEL_EMPTY": "",
            "LOGGING_LEVEL_API_TOKEN": "t0p", "OTHER": "x",
        ])
        #expect(
            reader.values(prefix: "LOGGING_LEVEL_", help: "Levels.") == [
                "WEB": "DEBUG", "ROOT": "INFO", "API_TOKEN": "t0p",
            ])
        #expect(reader.values(prefix: "NONE_", help: "None.") == [:])
        #expect(
            reader.described.map { "\($0.key.name)=\($0.value)" } == [
                "LOGGING_LEVEL_API_TOKEN=******", "LOGGING_LEVEL_ROOT=INFO", "LOGGING_LEVEL_WEB=DEBUG", "NONE_*=",
            ])
    }
}
