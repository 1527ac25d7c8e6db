import Kafka
import Mongo
import Settings
import Sockets

extension SettingsReader {
    func address() -> String {
        value(ServiceKeys.address, default: "0.0.0.0", expecting: "an address of this machine") { text in
            if let numeric = try? SocketAddress(host: text, port: 0) { return numeric.host }
            return (try? SocketAddress.resolve(host: text, port: 0))?.first?.host
        }
    }

    func mongoURI(default text: String) -> MongoURI {
        do {
            return try MongoURI(string(ServiceKeys.mongoURI, default: text))
        } catch {
            fail(ServiceKeys.mongoURI, "must be mongodb://host:port/database: \(error.message)")
        }
        do {
            return try MongoURI(text)
        } catch {
            preconditionFailure("the default URI \(text): \(error.message)")
        }
    }

    /// The brokers and the client's properties, and what was set in vain.
    func kafka(clientID: String, defaultServers: String) -> (KafkaConfiguration, notices: [String]) {
        let servers = value(
            ServiceKeys.bootstrapServers, default: defaultServers, expecting: "host:port, separated by commas"
        ) { text in
            let servers = text.split(separator: ",").map(Self.trimmed)
            return !servers.isEmpty && servers.allSatisfy(Self.isHostAndPort) ? servers.joined(separator: ",") : nil
        }
        var variables = values(
            prefix: ServiceKeys.kafkaProperties, help: "Properties of the Kafka client: security, TLS, SASL, time-outs")
        // Read by a key of its own.
        variables["SESSION_TIMEOUT_MS"] = nil
        // The client's own property is the more specific one, as in Spring.
        if let name = optionalString(ServiceKeys.securityProtocol), variables["SECURITY_PROTOCOL"] == nil {
            variables["SECURITY_PROTOCOL"] = name
        }
        let client = KafkaClientProperties(variables)
        for (suffix, message) in client.faults.sorted(by: { $0.key < $1.key }) {
            fail(SettingKey(ServiceKeys.kafkaProperties + suffix, help: "", isSecret: true), message)
        }
        return (
            KafkaConfiguration(bootstrapServers: servers, clientID: clientID, properties: client.properties),
            client.ignored.map { "\(ServiceKeys.kafkaProperties)\($0) has no meaning here and is ignored" }
        )
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func isHostAndPort(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return false }
        return UInt16(text[text.index(after: colon)...]).map { $0 > 0 } ?? false
    }
}
