/// Reads the value of a header field piece by piece (RFC 9110 §5.6). Nothing is taken when a piece does not match.
struct FieldScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ value: String) {
        bytes = Array(value.utf8)
    }

    var isAtEnd: Bool { index == bytes.count }
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// OWS: spaces and tabs.
    mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x09 { index += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func take(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    /// token = 1*tchar.
    mutating func token() -> String? {
        take(while: Self.isTokenCharacter)
    }

    /// The longest non-empty run of bytes that `isWanted` takes.
    mutating func take(while isWanted: (UInt8) -> Bool) -> String? {
        let start = index
        while let byte = next, isWanted(byte) { index += 1 }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    /// quoted-string with its quoted pairs resolved; nil when it does not end or holds control characters.
    mutating func quotedString() -> String? {
        let start = index
        guard take("\"") else { return nil }
        var content: [UInt8] = []
        while let byte = next {
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = next, escaped >= 0x20 || escaped == 0x09, escaped != 0x7F else { break }
                content.append(escaped)
                index += 1
            } else {
                guard byte >= 0x20 || byte == 0x09, byte != 0x7F else { break }
                content.append(byte)
            }
        }
        index = start
        return nil
    }

    /// token / quoted-string.
    mutating func tokenOrQuotedString() -> String? {
        next == UInt8(ascii: "\"") ? quotedString() : token()
    }

    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension FieldScanner {
    /// `#element`: elements separated by commas; empty elements are skipped, as RFC 9110 §5.6.1.2 asks of a recipient.
    /// nil when an element does not match or something else stands between two.
    static func list<Element>(_ value: String, _ element: (inout FieldScanner) -> Element?) -> [Element]? {
        var scanner = FieldScanner(value)
        var elements: [Element] = []
        while true {
            scanner.skipWhitespace()
            if scanner.isAtEnd { return elements }
            if scanner.take(",") { continue }
            guard let found = element(&scanner) else { return nil }
            elements.append(found)
            scanner.skipWhitespace()
            guard scanner.isAtEnd || scanner.next == UInt8(ascii: ",") else { return nil }
        }
    }

    /// `*( OWS ";" OWS [ parameter ] )`, names in lower case; nil when one is malformed.
    mutating func parameters() -> [(name: String, value: String)]? {
        var parameters: [(name: String, value: String)] = []
        while true {
            skipWhitespace()
            guard take(";") else { return parameters }
            skipWhitespace()
            if isAtEnd || next == UInt8(ascii: ";") || next == UInt8(ascii: ",") { continue }
            guard let name = token(), take("="), let value = tokenOrQuotedString() else { return nil }
            parameters.append((name.lowercased(), value))
        }
    }
}
