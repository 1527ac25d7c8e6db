/// Text of others, made safe for a terminal: whoever could write a record could otherwise move the cursor, hide lines or
/// set the window's title of whoever looks at it.
enum TerminalText {
    /// On one line: what is no visible character is written as `\u{1B}`, bytes that are no UTF-8 as `\xFF`.
    static func line(_ bytes: some Sequence<UInt8>) -> String {
        var result = ""
        var decoder = UTF8()
        // Kept so that the bytes of a faulty sequence can be shown.
        var pending = Array(bytes)[...]
        while !pending.isEmpty {
            var iterator = pending.makeIterator()
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                pending.removeFirst(UTF8.width(scalar))
                append(scalar, to: &result)
            case .emptyInput, .error:
                result += "\\x" + hexadecimal(UInt32(pending.removeFirst()), digits: 2)
            }
            decoder = UTF8()
        }
        return result
    }

    static func line(_ text: String) -> String { line(text.utf8) }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        switch scalar.properties.generalCategory {
        // Format characters turn the direction of what follows or are invisible; the others have no picture at all.
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            result += "\\u{" + hexadecimal(scalar.value, digits: 1) + "}"
        default:
            if scalar == "\\" { result += "\\\\" } else { result.unicodeScalars.append(scalar) }
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension String {
    /// At most `count` characters, with an ellipsis when it was longer.
    func shortened(to count: Int) -> String {
        self.count <= count ? self : prefix(count - 1) + "…"
    }
}
