extension KafkaConfiguration {
    /// What stands before a property of the client.
    private static let propertyPrefix = "SPRING_KAFKA_PROPERTIES_"
    private static let securityProtocol = "SPRING_KAFKA_SECURITY_PROTOCOL"

    /// For a tool: with the security and the time-outs that the services take from the same variables,
    /// `SPRING_KAFKA_SECURITY_PROTOCOL` and `SPRING_KAFKA_PROPERTIES_…`. Those that mean nothing here are passed over.
    ///
    /// - Throws: with all faults in one message, which shows no value of a secret.
    public init(
        bootstrapServers: String, clientID: String, environment: [String: String]
    ) throws(KafkaError) {
        var variables: [String: String] = [:]
        for (name, value) in environment where name.hasPrefix(Self.propertyPrefix) && !value.isEmpty {
            variables[String(name.dropFirst(Self.propertyPrefix.count))] = value
        }
        // The client's own property is the more specific one, as in Spring.
        if let name = environment[Self.securityProtocol], !name.isEmpty, variables["SECURITY_PROTOCOL"] == nil {
            variables["SECURITY_PROTOCOL"] = name
        }
        let client = KafkaClientProperties(variables)
        guard client.faults.isEmpty else {
            throw .misuse(
                client.faults.sorted { $0.key < $1.key }.map { "\(Self.propertyPrefix)\($0) \($1)" }
                    .joined(separator: "; "))
        }
        self.init(bootstrapServers: bootstrapServers, clientID: clientID, properties: client.properties)
    }
}
