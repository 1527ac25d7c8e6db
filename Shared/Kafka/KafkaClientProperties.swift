/// Translates the properties of Java's Kafka client, as `SPRING_KAFKA_PROPERTIES_…` brings them, into librdkafka's.
public struct KafkaClientProperties: Equatable {
    /// For librdkafka.
    public private(set) var properties: [String: String] = [:]
    /// What was wrong, by the variable's suffix.
    public private(set) var faults: [String: String] = [:]
    /// Suffixes that have no meaning here; the start-up log names them.
    public private(set) var ignored: [String] = []

    /// - Parameter variables: what stands after `SPRING_KAFKA_PROPERTIES_` → value.
    public init(_ variables: [String: String]) {
        for (suffix, value) in variables.sorted(by: { $0.key < $1.key }) { take(suffix, value) }
    }

    private mutating func take(_ suffix: String, _ value: String) {
        let name = String(suffix.lowercased().map { $0 == "_" || $0 == "-" ? "." : $0 })
        switch name {
        case "security.protocol":
            choose(name, value, from: ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"], suffix: suffix)
        case "sasl.mechanism":
            choose(
                name, value, from: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], suffix: suffix)
        case "ssl.endpoint.identification.algorithm":
            choose(name, value, from: ["https", "none"], suffix: suffix)
        case "sasl.jaas.config":
            if let login = SASLLogin(jaas: value) {
                properties["sasl.username"] = login.username
                properties["sasl.password"] = login.password
            } else {
                faults[suffix] = "must be a login module with username=\"…\" and password=\"…\""
            }
        // How long one request to a broker may take.
        case "request.timeout.ms": number("socket.timeout.ms", value, in: 10...300_000, suffix: suffix)
        case "retry.backoff.ms": number(name, value, in: 1...300_000, suffix: suffix)
        case let path where Self.files[path] != nil: properties[Self.files[path] ?? path] = value
        case "ssl.key.password", "sasl.username", "sasl.password": properties[name] = value
        default: ignored.append(suffix)
        }
    }

    /// PEM files: the names of librdkafka, and Java's for a trust store of type PEM.
    private static let files = [
        "ssl.ca.location": "ssl.ca.location",
        "ssl.truststore.location": "ssl.ca.location",
        "ssl.certificate.location": "ssl.certificate.location",
        "ssl.key.location": "ssl.key.location",
    ]

    private mutating func choose(_ property: String, _ value: String, from allowed: [String], suffix: String) {
        if let known = allowed.first(where: { $0.lowercased() == value.lowercased() }) {
            properties[property] = known
        } else {
            faults[suffix] = "must be \(allowed.joined(separator: ", ")), not \"\(value)\""
        }
    }

    private mutating func number(_ property: String, _ value: String, in range: ClosedRange<Int>, suffix: String) {
        if let number = Int(value), range.contains(number) {
            properties[property] = value
        } else {
            faults[suffix] =
                "must be milliseconds from \(range.lowerBound) to \(range.upperBound), not \"\(value)\""
        }
    }
}
