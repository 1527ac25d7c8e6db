/// Text on its way into a line: whatever could end the line, move a terminal's cursor or reorder what is read is written as
/// an escape, so that input that is logged can never look like a line of its own (CWE-117).
///
/// JSON's own writer would let the C1 controls and the direction marks through, which is right for data but not for a log
/// that people read on a terminal; therefore both formats go through here.
struct EscapedText {
    /// Longer texts are cut here and end in "…[cut]": one line stays in proportion to what a collector takes.
    static let maximumUTF8Length = 16_384

    enum Style {
        /// Quotation marks are escaped, escapes are `\u001b`.
        case json
        /// Escapes are `\u{1b}`; a quotation mark stands for itself.
        case human
    }

    static func append(_ text: String, style: Style, to line: inout [UInt8]) {
        let start = line.count
        for scalar in text.unicodeScalars {
            if line.count - start >= maximumUTF8Length {
                line.append(contentsOf: "…[cut]".utf8)
                return
            }
            switch scalar {
            case "\\": line.append(contentsOf: #"\\"#.utf8)
            case "\n": line.append(contentsOf: #"\n"#.utf8)
            case "\r": line.append(contentsOf: #"\r"#.utf8)
            case "\t": line.append(contentsOf: #"\t"#.utf8)
            case "\"" where style == .json: line.append(contentsOf: #"\""#.utf8)
            case _ where isDangerous(scalar): appendEscape(scalar, style: style, to: &line)
            default: line.append(contentsOf: UTF8.encode(scalar)!)
            }
        }
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true  // C0, DEL and C1
        case 0x2028, 0x2029: true  // line and paragraph separator
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // direction marks, overrides and isolates
        default: false
        }
    }

    /// All dangerous scalars are below U+10000: four digits are enough.
    private static func appendEscape(_ scalar: Unicode.Scalar, style: Style, to line: inout [UInt8]) {
        let digits = String(scalar.value, radix: 16)
        switch style {
        case .json: line.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8)
        case .human: line.append(contentsOf: "\\u{\(digits)}".utf8)
        }
    }
}
