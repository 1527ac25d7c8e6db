// STUB: the agreed interface; replaced by real files.

/// One setting: its environment name, other spellings that are accepted, what it means, and whether it is shown.
public struct SettingKey: Sendable, Hashable {
    public let name: String
    public let aliases: [String]
    public let help: String
    public let isSecret: Bool
    public init(_ name: String, aliases: [String] = [], help: String, isSecret: Bool = false) {
        self.name = name; self.aliases = aliases; self.help = help; self.isSecret = isSecret
    }
}
public struct SettingFault: Sendable, Hashable { public let name: String; public let message: String; public init(name: String, message: String) { self.name = name; self.message = message } }
public struct SettingsFaults: Error, Sendable { public let faults: [SettingFault]; public init(faults: [SettingFault]) { self.faults = faults } }

/// Reads typed values from an environment, records every fault, and remembers what was asked for (`described`), so that
/// help, configprops and checks list the same settings. Not Sendable: read once at the start. An empty value counts as not set.
public final class SettingsReader {
    public init(environment: [String: String]) { fatalError("stub") }
    public static var processEnvironment: [String: String] { fatalError("stub") }
    public func string(_ key: SettingKey, default value: String) -> String { fatalError("stub") }
    public func optionalString(_ key: SettingKey) -> String? { fatalError("stub") }
    public func integer(_ key: SettingKey, default value: Int, in range: ClosedRange<Int>) -> Int { fatalError("stub") }
    /// true or false (any case), on/off, yes/no, 1/0.
    public func bool(_ key: SettingKey, default value: Bool) -> Bool { fatalError("stub") }
    /// "250ms", "10s", "5m", or a plain number of milliseconds as Spring takes it.
    public func duration(_ key: SettingKey, default value: Duration, in range: ClosedRange<Duration>) -> Duration { fatalError("stub") }
    /// Comma-separated, trimmed, empty parts dropped.
    public func list(_ key: SettingKey, default value: [String]) -> [String] { fatalError("stub") }
    /// `parse` returns nil or throws for a fault; `expecting` says what was expected.
    public func value<T>(_ key: SettingKey, default value: T, expecting: String, _ parse: (String) -> T?) -> T { fatalError("stub") }
    /// All variables whose name starts with `prefix` (LOGGING_LEVEL_…), as suffix → value.
    public func values(prefix: String, help: String) -> [String: String] { fatalError("stub") }
    public func fail(_ key: SettingKey, _ message: String) { fatalError("stub") }
    /// Throws all faults found so far.
    public func finish() throws(SettingsFaults) { fatalError("stub") }
    /// name, effective value (secrets as ******, passwords inside URIs masked), where it came from, help.
    public var described: [SettingDescription] { fatalError("stub") }
}
public struct SettingDescription: Sendable {
    public enum Origin: Sendable { case environment(String), `default` }
    public let key: SettingKey; public let value: String; public let origin: Origin
    public init(key: SettingKey, value: String, origin: Origin) { self.key = key; self.value = value; self.origin = origin }
}
