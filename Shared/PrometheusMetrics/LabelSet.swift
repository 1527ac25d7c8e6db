/// Labels in the form in which they are shown, made once per meter: `method="GET",uri="/customers"`, sorted by name.
struct LabelSet {
    let names: [String]
    let text: String

    init(_ labels: [(String, String)]) {
        let sorted = labels.sorted { $0.0 < $1.0 }
        names = sorted.map(\.0)
        for (name, next) in zip(names, names.dropFirst()) {
            precondition(name != next, "the label \(name) is given twice")
        }
        text = sorted.map { name, value in
            precondition(Self.isName(name), "\(name) is no name of a label")
            return "\(name)=\"\(value.isEmpty ? "none" : Self.escaped(value))\""
        }.joined(separator: ",")
    }

    /// Backslash, quotation mark and line feed (Prometheus text format 0.0.4, "Text format details").
    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\"": escaped += #"\""#
            case "\n": escaped += #"\n"#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, and not of the reserved `__` kind (Prometheus data model).
    static func isName(_ name: String) -> Bool {
        !name.hasPrefix("__") && isIdentifier(name, alsoAllowed: [])
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    static func isMetricName(_ name: String) -> Bool {
        isIdentifier(name, alsoAllowed: [UInt8(ascii: ":")])
    }

    private static func isIdentifier(_ name: String, alsoAllowed: [UInt8]) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy {
            isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") || alsoAllowed.contains($0)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
