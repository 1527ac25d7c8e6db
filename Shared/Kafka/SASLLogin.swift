/// User name and password out of a `sasl.jaas.config`, the form in which Java's Kafka client takes them:
/// `org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";`
struct SASLLogin: Equatable {
    let username: String
    let password: String

    /// nil when either is missing. Values are quoted by `"` or `'`, or end at a space or semicolon; inside quotes a
    /// backslash takes the next character as it is (the grammar of `javax.security.auth.login.Configuration`).
    init?(jaas: String) {
        var options: [String: String] = [:]
        var rest = Substring(jaas)
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].split { $0.isWhitespace || $0 == ";" }.last.map(String.init) ?? ""
            rest = rest[rest.index(after: equals)...].drop { $0.isWhitespace }
            options[name] = Self.takeValue(&rest)
        }
        guard let username = options["username"], let password = options["password"] else { return nil }
        self.username = username
        self.password = password
    }

    private static func takeValue(_ rest: inout Substring) -> String {
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            let value = rest.prefix { !$0.isWhitespace && $0 != ";" }
            rest = rest[value.endIndex...]
            return String(value)
        }
        rest.removeFirst()
        var value = ""
        while let next = rest.popFirst(), next != quote {
            if next == "\\", let escaped = rest.popFirst() { value.append(escaped) } else { value.append(next) }
        }
        return value
    }
}
