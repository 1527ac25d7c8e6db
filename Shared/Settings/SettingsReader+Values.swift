extension SettingsReader {
    public func string(_ key: SettingKey, default value: String) -> String {
        read(key, default: value, text: value, expecting: "a text") { $0 }
    }

    /// Nil when the setting is not set.
    public func optionalString(_ key: SettingKey) -> String? {
        read(key, default: nil, text: "", expecting: "a text") { $0 }
    }

    /// A decimal whole number; white space around it is passed over.
    public func integer(_ key: SettingKey, default value: Int, in range: ClosedRange<Int>) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return read(key, default: value, text: "\(value)", expecting: expected) {
            Int($0.trimmed).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// true or false (any case), on/off, yes/no, 1/0.
    public func bool(_ key: SettingKey, default value: Bool) -> Bool {
        read(key, default: value, text: "\(value)", expecting: "true or false") {
            switch $0.trimmed.lowercased() {
            case "true", "on", "yes", "1": true
            case "false", "off", "no", "0": false
            default: nil
            }
        }
    }

    /// "250ms", "10s", "5m", or a plain number of milliseconds, as Spring Boot takes them; also `ns`, `us`, `h`, `d`.
    public func duration(
        _ key: SettingKey, default value: Duration, in range: ClosedRange<Duration>
    ) -> Duration {
        let bounds = "\(range.lowerBound.settingText) to \(range.upperBound.settingText)"
        return read(
            key, default: value, text: value.settingText,
            expecting: "a duration from \(bounds), such as 250ms, 10s or 5m"
        ) {
            Duration(settingText: $0.trimmed).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Comma-separated, trimmed, empty parts dropped.
    public func list(_ key: SettingKey, default value: [String]) -> [String] {
        read(key, default: value, text: value.joined(separator: ","), expecting: "a list") { text in
            text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        }
    }

    /// `parse` returns nil for a fault; `expecting` says what was expected: "a level such as INFO".
    public func value<T>(_ key: SettingKey, default value: T, expecting: String, _ parse: (String) -> T?) -> T {
        read(key, default: value, text: "\(value)", expecting: expecting, parse)
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return String(self[start..<end])
    }
}
