extension JSONWriter {
    /// Escapes what must be (RFC 8259 section 7: quotation mark, backslash, control characters) and nothing else: the
    /// text is UTF-8, and U+2028 and U+2029 are ordinary characters of JSON.
    ///
    /// Most texts have nothing to escape: they are checked and copied in one pass, with room taken once.
    mutating func appendString(_ value: String, isName: Bool = false) {
        let utf8 = value.utf8Span.span
        var position = 0
        append(addingCapacity: utf8.count + 3) { output in
            output.append(UInt8(ascii: "\""))
            while position < utf8.count, !JSONWriter.needsEscape(utf8[position]) {
                output.append(utf8[position])
                position += 1
            }
            if position == utf8.count {
                output.append(UInt8(ascii: "\""))
                if isName { output.append(UInt8(ascii: ":")) }
            }
        }
        guard position < utf8.count else { return }
        while position < utf8.count {
            appendEscaped(utf8[position])
            position += 1
        }
        append(UInt8(ascii: "\""))
        if isName { append(UInt8(ascii: ":")) }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(utf8: #"\""#.utf8)
        case UInt8(ascii: "\\"): append(utf8: #"\\"#.utf8)
        case 0x08: append(utf8: #"\b"#.utf8)
        case 0x09: append(utf8: #"\t"#.utf8)
        case 0x0A: append(utf8: #"\n"#.utf8)
        case 0x0C: append(utf8: #"\f"#.utf8)
        case 0x0D: append(utf8: #"\r"#.utf8)
        case 0x00..<0x20:
            append(utf8: #"\u00"#.utf8)
            append(JSONWriter.hexadecimalDigit(byte >> 4))
            append(JSONWriter.hexadecimalDigit(byte & 0xF))
        default: append(byte)
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Digits without a detour by a String.
    mutating func appendInteger(_ value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var divisor: UInt64 = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
