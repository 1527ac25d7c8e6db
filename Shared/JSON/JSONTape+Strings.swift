extension JSONTape {
    /// The value of the string (or name) at `index`.
    func string(at index: Int) -> String {
        let token = tokens[index]
        return token.hasEscapes
            ? String(decoding: unescapedBytes(of: token), as: UTF8.self)
            : String(decoding: source[token.byteRange], as: UTF8.self)
    }

    /// The UTF-8 bytes of the value of the string at `index`.
    func stringBytes(at index: Int) -> [UInt8] {
        let token = tokens[index]
        return token.hasEscapes ? unescapedBytes(of: token) : Array(source[token.byteRange])
    }

    /// Compares bytes, not characters: RFC 8259 section 8.3 knows no canonical equivalence.
    func isString(at index: Int, equalTo other: String) -> Bool {
        isString(tokens[index], equalTo: other.utf8Span.span)
    }

    func isString(_ token: JSONToken, equalTo other: Span<UInt8>) -> Bool {
        if token.hasEscapes {
            let bytes = unescapedBytes(of: token)
            return bytes.count == other.count && bytes.indices.allSatisfy { bytes[$0] == other[$0] }
        }
        guard Int(token.length) == other.count else { return false }
        let start = Int(token.start)
        for offset in other.indices where source[start + offset] != other[offset] { return false }
        return true
    }

    /// Whether two strings of this tape have the same value.
    func isString(at index: Int, equalToStringAt other: Int) -> Bool {
        let (left, right) = (tokens[index], tokens[other])
        if left.hasEscapes || right.hasEscapes { return stringBytes(at: index) == stringBytes(at: other) }
        guard left.length == right.length else { return false }
        for offset in 0..<Int(left.length) where source[Int(left.start) + offset] != source[Int(right.start) + offset] {
            return false
        }
        return true
    }

    /// The escapes were checked by the parser (RFC 8259 section 7).
    private func unescapedBytes(of token: JSONToken) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(token.length))
        var position = Int(token.start)
        let end = position + Int(token.length)
        while position < end {
            let byte = source[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            let escaped = source[position]
            position += 1
            switch escaped {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                var code = codeUnit(at: position)
                position += 4
                if code & 0xFC00 == 0xD800 {
                    code = 0x10000 + (code & 0x3FF) << 10 + codeUnit(at: position + 2) & 0x3FF
                    position += 6
                }
                if let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) {
                    bytes.append(contentsOf: encoded)
                }
            default: bytes.append(escaped)
            }
        }
        return bytes
    }

    private func codeUnit(at position: Int) -> UInt32 {
        source[position..<position + 4].reduce(0) { $0 << 4 | UInt32(JSONParser.hexadecimalValue($1) ?? 0) }
    }
}

extension JSONToken {
    var byteRange: Range<Int> { Int(start)..<Int(start) + Int(length) }
}
