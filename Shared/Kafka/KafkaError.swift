/// Why a call to Kafka failed, copied out of librdkafka once.
public struct KafkaError: Error, Sendable, CustomStringConvertible {
    /// librdkafka's number: positive ones are the broker's (Kafka protocol, "Error codes"), negative ones the client's.
    public let code: Int32
    /// The code's name, for instance "UNKNOWN_TOPIC_OR_PART"; the client's own begin with an underscore.
    public let name: String
    public let message: String
    /// The client instance that raised it is unusable. A `KafkaProducer` replaces such an instance by itself.
    public let isFatal: Bool
    /// The same call can succeed later without anybody changing anything.
    public let isRetriable: Bool

    public init(code: Int32, name: String, message: String, isFatal: Bool, isRetriable: Bool) {
        self.code = code
        self.name = name
        self.message = message
        self.isFatal = isFatal
        self.isRetriable = isRetriable
    }

    public var description: String {
        "\(message) (\(name)\(isFatal ? ", fatal" : "")\(isRetriable ? ", can be retried" : ""))"
    }
}
