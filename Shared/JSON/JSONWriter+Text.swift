extension JSONWriter {
    /// Escapes what must be (RFC 8259 section 7: quotation mark, backslash, control characters) and nothing else: the
    /// text is UTF-8, and U+2028 and U+2029 are ordinary characters of JSON.
    mutating func appendString(_ value: String) {
        append(UInt8(ascii: "\""))
        let utf8 = value.utf8
        if JSONWriter.needsNoEscape(utf8) {
            append(utf8: utf8)
        } else {
            for byte in utf8 { appendEscaped(byte) }
        }
        append(UInt8(ascii: "\""))
    }

    private static func needsNoEscape(_ utf8: String.UTF8View) -> Bool {
        for byte in utf8 where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        return true
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
