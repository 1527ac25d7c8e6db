import Kafka
import Mongo
public import Settings
import StorefrontContracts
import StructuredLogging
import Web

extension ServiceSettings {
    /// Reads and checks everything. Faults are recorded in `reader`; the result means something only when
    /// `reader.finish()` then throws nothing.
    ///
    /// - Parameter service: gives the name and the local port, from which defaults follow.
    public static func read(from reader: SettingsReader, service: any StorefrontService.Type) -> ServiceSettings {
        let profiles = reader.list(ServiceKeys.profiles, default: [])
        let profile = Profile(active: profiles)
        let name = reader.string(ServiceKeys.name, default: service.name)
        let mongoURI = reader.mongoURI(default: profile.mongoURI(service: service.name))
        let (kafka, notices) = reader.kafka(clientID: name, defaultServers: profile.bootstrapServers)
        reader.refuseContextPath()
        return ServiceSettings(
            serviceName: name,
            profiles: profiles,
            address: reader.address(),
            port: reader.integer(ServiceKeys.port, default: profile.port(local: service.localPort), in: 0...65535),
            managementPort: reader.managementPort(),
            mongoURI: mongoURI,
            databaseName: mongoURI.database ?? service.name,
            kafka: kafka,
            sessionTimeout: .milliseconds(
                reader.integer(ServiceKeys.sessionTimeout, default: 6_000, in: 500...1_800_000)),
            groupID: reader.string(ServiceKeys.groupID, default: service.name),
            offsetReset: reader.offsetReset(),
            samples: reader.bool(ServiceKeys.samples, default: profile.isForDevelopment),
            getWrites: reader.bool(ServiceKeys.getWrites, default: profile.isForDevelopment),
            topics: reader.topics(),
            exposedEndpoints: Set(reader.list(ServiceKeys.exposure, default: profile.exposedEndpoints)),
            showHealthDetails: reader.showHealthDetails(),
            trustedProxies: reader.trustedProxies(default: profile.trustedProxies),
            rootLevel: reader.rootLevel(default: profile.rootLevel),
            levels: reader.levels(),
            workers: reader.integer(ServiceKeys.workers, default: 16, in: 1...512),
            stopTimeout: reader.duration(
                ServiceKeys.stopTimeout, default: .seconds(8), in: .seconds(1) ... .seconds(300)),
            shutdownDelay: reader.duration(
                ServiceKeys.shutdownDelay, default: .zero, in: .zero ... .seconds(300)),
            notices: notices)
    }
}

extension SettingsReader {
    fileprivate func managementPort() -> Int? {
        guard optionalString(ServiceKeys.managementPort) != nil else { return nil }
        return integer(ServiceKeys.managementPort, default: 0, in: 0...65535)
    }

    fileprivate func offsetReset() -> String {
        let words = ["earliest": "earliest", "latest": "latest", "none": "error"]
        return words[
            string(ServiceKeys.offsetReset, default: "earliest", expecting: "earliest, latest or none") {
                words[$0] != nil
            }] ?? "earliest"
    }

    fileprivate func showHealthDetails() -> Bool {
        // Nobody is authorized to anything yet, so `when_authorized` shows nothing.
        let words = ["never", "always", "when_authorized", "when-authorized"]
        return string(ServiceKeys.showDetails, default: "never", expecting: "never, always or when_authorized") {
            words.contains($0)
        } == "always"
    }

    fileprivate func topics() -> TopicNames {
        let defaults = TopicNames()
        let topics = TopicNames(
            customerChange: topic(ServiceKeys.customerTopic, default: defaults.customerChange),
            orderChange: topic(ServiceKeys.orderTopic, default: defaults.orderChange),
            fulfillmentChange: topic(ServiceKeys.fulfillmentTopic, default: defaults.fulfillmentChange),
            orderStatusChange: topic(ServiceKeys.statusTopic, default: defaults.orderStatusChange))
        var names: Set<String> = []
        for (key, name) in [
            (ServiceKeys.customerTopic, topics.customerChange), (ServiceKeys.orderTopic, topics.orderChange),
            (ServiceKeys.fulfillmentTopic, topics.fulfillmentChange),
            (ServiceKeys.statusTopic, topics.orderStatusChange),
        ] where !names.insert(name).inserted {
            fail(key, "must be a topic of its own, not \"\(name)\" again")
        }
        return topics
    }

    /// Kafka's rule for names: `org.apache.kafka.common.internals.Topic`.
    private func topic(_ key: SettingKey, default name: String) -> String {
        value(key, default: name, expecting: "1 to 249 letters, digits, dots, dashes or underscores") { text in
            let isLegal =
                text.utf8.count <= 249 && text != "." && text != ".."
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
            return isLegal ? text : nil
        }
    }

    fileprivate func rootLevel(default name: String) -> Logger.Level {
        let text = string(ServiceKeys.rootLevel, default: name, expecting: Logger.Level.settingNames) {
            Logger.Level(setting: $0) != nil
        }
        return Logger.Level(setting: text) ?? .info
    }

    fileprivate func levels() -> [String: Logger.Level] {
        var levels: [String: Logger.Level] = [:]
        for (suffix, value) in values(prefix: ServiceKeys.levels, help: "Log level of one label and all below it")
        where suffix.uppercased() != "ROOT" {
            if let level = Logger.Level(setting: value) {
                levels[suffix.lowercased().replacing("_", with: ".")] = level
            } else {
                fail(
                    SettingKey(ServiceKeys.levels + suffix, help: ""),
                    "must be \(Logger.Level.settingNames), not \"\(value)\"")
            }
        }
        return levels
    }

    fileprivate func trustedProxies(default entries: [String]) -> TrustedProxies {
        do {
            return try TrustedProxies(list(ServiceKeys.trustedProxies, default: entries))
        } catch {
            fail(ServiceKeys.trustedProxies, "must be addresses and CIDR ranges, separated by commas: \(error)")
            return .none
        }
    }

    /// The paths of a service are fixed; a prefix is a gateway's to take off.
    fileprivate func refuseContextPath() {
        _ = value(ServiceKeys.contextPath, default: "", expecting: "empty or / (a gateway takes prefixes off)") {
            $0 == "/" ? "" : nil
        }
    }

    /// A text in lower case that is one of a few.
    private func string(
        _ key: SettingKey, default text: String, expecting: String, isLegal: (String) -> Bool
    ) -> String {
        value(key, default: text, expecting: expecting) { isLegal($0.lowercased()) ? $0.lowercased() : nil }
    }
}

extension TrustedProxies {
    private static let entries: [String] = []

    /// Trusts nobody.
    fileprivate static var none: TrustedProxies {
        do { return try TrustedProxies(entries) } catch { preconditionFailure("an empty list has no faults") }
    }
}
