/// One setting: its environment name, other spellings that are accepted, what it means, and whether it is shown.
public struct SettingKey: Sendable, Hashable {
    public let name: String
    /// Looked up in this order when `name` is not set. Any spelling that an environment can hold, also those that a shell
    /// cannot set but a Kubernetes manifest can (`SPRING_KAFKA_BOOTSTRAP-SERVERS`).
    public let aliases: [String]
    /// One sentence for `--help`.
    public let help: String
    /// A secret is never shown, neither in descriptions nor in faults.
    public let isSecret: Bool

    public init(_ name: String, aliases: [String] = [], help: String, isSecret: Bool = false) {
        self.name = name
        self.aliases = aliases
        self.help = help
        self.isSecret = isSecret
    }
}
