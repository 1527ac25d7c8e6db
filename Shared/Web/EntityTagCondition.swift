/// If-Match / If-None-Match: `*` or a list of entity tags (RFC 9110 §13.1). The tag of version n is `"n"`, strong.
public enum EntityTagCondition: Sendable, Equatable {
    /// `*`: whatever exists.
    case any
    /// Tags with their quotation marks. A weak one keeps its `W/` where the comparison is strong, so that it matches nothing.
    case tags([String])

    /// Whether the stored version is one of those that are named; nil = the resource does not exist, which nothing matches.
    public func matches(version: Int64?) -> Bool {
        guard let version else { return false }
        switch self {
        case .any: return true
        case .tags(let tags): return tags.contains("\"\(version)\"")
        }
    }

    /// How two tags are compared (RFC 9110 §8.8.3.2).
    enum Comparison { case strong, weak }

    /// nil when the values cannot be read, such as a tag without quotation marks.
    init?(_ values: [String], comparison: Comparison) {
        let value = values.joined(separator: ",")
        var scanner = FieldScanner(value)
        scanner.skipWhitespace()
        if scanner.take("*") {
            scanner.skipWhitespace()
            guard scanner.isAtEnd else { return nil }
            self = .any
            return
        }
        let tags = FieldScanner.list(value) { scanner -> String? in
            let isWeak = scanner.take("W/")
            guard scanner.take("\"") else { return nil }
            let opaque = scanner.take(while: Self.isTagCharacter) ?? ""
            guard scanner.take("\"") else { return nil }
            return (isWeak && comparison == .strong ? "W/" : "") + "\"\(opaque)\""
        }
        guard let tags, !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    /// etagc (RFC 9110 §8.8.3): visible characters but the quotation mark, and bytes beyond ASCII.
    private static func isTagCharacter(_ byte: UInt8) -> Bool {
        byte == 0x21 || (0x23...0x7E).contains(byte) || byte >= 0x80
    }
}
