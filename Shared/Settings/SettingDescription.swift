/// A setting as it takes effect, for help, `configprops` and `env`. Secrets and passwords are masked.
public struct SettingDescription: Sendable, Equatable {
    public enum Origin: Sendable, Equatable {
        /// The environment variable that was read: the key's name or one of its aliases.
        case environment(String)
        case `default`
    }

    public let key: SettingKey
    /// Empty when the setting has no value.
    public let value: String
    public let origin: Origin

    public init(key: SettingKey, value: String, origin: Origin) {
        self.key = key
        self.value = value
        self.origin = origin
    }
}
