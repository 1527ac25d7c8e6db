/// What is wrong with one setting.
public struct SettingFault: Sendable, Hashable, CustomStringConvertible {
    /// The variable that was read, which may be an alias.
    public let name: String
    /// English that goes on from the name: `must be a whole number from 1 to 65535, not "http"`.
    public let message: String

    public init(name: String, message: String) {
        self.name = name
        self.message = message
    }

    public var description: String { "\(name) \(message)" }
}

/// Everything that is wrong with the settings of a process; none of it holds a secret.
public struct SettingsFaults: Error, Sendable, CustomStringConvertible {
    public let faults: [SettingFault]

    public init(faults: [SettingFault]) {
        self.faults = faults
    }

    /// One fault a line.
    public var description: String {
        faults.map(\.description).joined(separator: "\n")
    }
}
