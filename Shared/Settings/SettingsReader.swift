/// Reads typed values from an environment, records every fault, and remembers what was asked for (`described`), so that
/// help, configprops and checks list the same settings. Not Sendable: read once at the start.
///
/// An empty value counts as not set. A value that cannot be used is a fault and its default is returned, so that
/// reading goes on and all faults are told together by `finish()`.
public final class SettingsReader {
    private let environment: [String: String]
    private var faults: [SettingFault] = []

    /// name, effective value (secrets as `******`, passwords inside URIs masked), where it came from, help; in the order
    /// in which they were first asked for.
    public private(set) var described: [SettingDescription] = []

    public init(environment: [String: String]) {
        self.environment = environment
    }

    /// All variables whose name starts with `prefix` (LOGGING_LEVEL_…), as suffix → value.
    ///
    /// Described as one setting each, or as `prefix*` when there is none. A variable whose name speaks of a password,
    /// secret, token or the like is masked.
    public func values(prefix: String, help: String) -> [String: String] {
        let found = environment.filter { $0.key.hasPrefix(prefix) && $0.key != prefix && !$0.value.isEmpty }
        for (name, value) in found.sorted(by: { $0.key < $1.key }) {
            describe(
                SettingKey(name, help: help, isSecret: Masking.isSecret(name: name)), value, origin: .environment(name))
        }
        if found.isEmpty { describe(SettingKey(prefix + "*", help: help), "", origin: .default) }
        return Dictionary(uniqueKeysWithValues: found.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    }

    /// Records a fault of a setting, for what only the caller can check.
    public func fail(_ key: SettingKey, _ message: String) {
        faults.append(SettingFault(name: variable(of: key)?.name ?? key.name, message: message))
    }

    /// Throws all faults found so far.
    public func finish() throws(SettingsFaults) {
        guard faults.isEmpty else { throw SettingsFaults(faults: faults) }
    }

    /// The text of a setting as its variable has it, converted; or the default, which is described by `text`.
    func read<T>(_ key: SettingKey, default value: T, text: String, expecting: String, _ convert: (String) -> T?) -> T {
        guard let (name, given) = variable(of: key) else {
            describe(key, text, origin: .default)
            return value
        }
        describe(key, given, origin: .environment(name))
        if let converted = convert(given) { return converted }
        fail(key, "must be \(expecting)\(key.isSecret ? "" : ", not \(quoted(given, of: key))")")
        return value
    }

    private func variable(of key: SettingKey) -> (name: String, value: String)? {
        for name in [key.name] + key.aliases {
            if let value = environment[name], !value.isEmpty { return (name, value) }
        }
        return nil
    }

    private func describe(_ key: SettingKey, _ value: String, origin: SettingDescription.Origin) {
        guard !described.contains(where: { $0.key.name == key.name }) else { return }
        described.append(SettingDescription(key: key, value: Masking.masked(value, of: key), origin: origin))
    }

    /// At most 100 characters of the value: a fault is one line in a terminal.
    private func quoted(_ value: String, of key: SettingKey) -> String {
        let shown = Masking.masked(value, of: key)
        return shown.count > 100 ? "\"\(shown.prefix(100))…\"" : "\"\(shown)\""
    }
}
