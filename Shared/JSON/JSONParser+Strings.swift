extension JSONParser {
    /// Checks a string and notes where it is: RFC 8259 section 7, and well-formed UTF-8 (Unicode, table 3-7).
    mutating func parseString(isName: Bool = false) throws(JSONFaults) {
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            position = JSONParser.endOfPlainText(in: source, from: position)
            guard position < source.count else { break }
            let byte = source[position]
            switch byte {
            case UInt8(ascii: "\""):
                append(.string, hasEscapes: hasEscapes, start: start, length: position - start)
                position += 1
                return
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try checkEscape(inContainer: isName)
            case 0x00..<0x20:
                throw fault(
                    .syntax, inContainer: isName,
                    "is not valid JSON: the control character at byte offset \(position) must be escaped")
            default:
                let length = lengthOfSequence()
                guard length > 0 else {
                    throw fault(
                        .syntax, inContainer: isName,
                        "is not valid JSON: the text at byte offset \(position) is not valid UTF-8")
                }
                position += length
            }
        }
        throw unexpected("a quotation mark", inContainer: isName)
    }

    /// Where something else than a printable ASCII character without a meaning of its own is next. Nearly every byte of a
    /// document passes here.
    private static func endOfPlainText(in source: [UInt8], from start: Int) -> Int {
        let bytes = source.span
        for position in start..<bytes.count {
            let byte = bytes[position]
            let isPrintable = byte &- 0x20 < 0x60
            guard isPrintable, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return position }
        }
        return bytes.count
    }

    private mutating func checkEscape(inContainer: Bool) throws(JSONFaults) {
        let start = position
        position += 1
        guard position < source.count else { throw unexpected("an escape", inContainer: inContainer) }
        switch source[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            let first = try checkCodeUnit(inContainer: inContainer)
            guard first & 0xF800 == 0xD800 else { return }
            var isPair = false
            if first & 0xFC00 == 0xD800, position + 1 < source.count, source[position] == UInt8(ascii: "\\"),
                source[position + 1] == UInt8(ascii: "u")
            {
                position += 1
                isPair = try checkCodeUnit(inContainer: inContainer) & 0xFC00 == 0xDC00
            }
            guard isPair else {
                throw fault(
                    .syntax, inContainer: inContainer,
                    "is not valid JSON: the escape at byte offset \(start) is half of a surrogate pair")
            }
        default:
            throw unexpected("one of \" \\ / b f n r t u", inContainer: inContainer)
        }
    }

    /// The four digits after `\u`; the position is at the `u` before and behind the digits after.
    private mutating func checkCodeUnit(inContainer: Bool) throws(JSONFaults) -> UInt16 {
        position += 1
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard position < source.count, let digit = JSONParser.hexadecimalValue(source[position]) else {
                throw unexpected("a hexadecimal digit", inContainer: inContainer)
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    /// Bytes of the UTF-8 sequence at the position, which is not ASCII; 0 when it is not well-formed.
    private func lengthOfSequence() -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch source[position] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard position + length <= source.count, second.contains(source[position + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where source[position + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
