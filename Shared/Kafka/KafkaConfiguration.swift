/// Brokers, and librdkafka properties (TLS, SASL and the like) on top of our defaults.
public struct KafkaConfiguration: Sendable {
    /// "host:port", several separated by commas.
    public var bootstrapServers: String
    /// How the broker's logs and quotas name this client.
    public var clientID: String
    /// librdkafka's names (CONFIGURATION.md of librdkafka). Those on which the promises of this module stand cannot be
    /// set; making a client then throws.
    public var properties: [String: String]

    public init(bootstrapServers: String, clientID: String, properties: [String: String] = [:]) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.properties = properties
    }
}
