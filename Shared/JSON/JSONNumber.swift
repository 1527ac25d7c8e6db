/// The grammar of numbers (RFC 8259 section 6), and their exact value as a whole number.
enum JSONNumber {
    enum Scan: Equatable {
        /// `end` is the offset behind the number.
        case number(end: Int)
        /// A digit is missing at that offset.
        case malformed(at: Int)
    }

    static func scan(_ bytes: [UInt8], from start: Int) -> Scan {
        var position = start
        func isAt(_ byte: Unicode.Scalar) -> Bool { position < bytes.count && bytes[position] == UInt8(ascii: byte) }
        func skipDigits() -> Bool {
            let first = position
            while position < bytes.count, isDigit(bytes[position]) { position += 1 }
            return position > first
        }
        if isAt("-") { position += 1 }
        if isAt("0") {
            position += 1
        } else if !skipDigits() {
            return .malformed(at: position)
        }
        if isAt(".") {
            position += 1
            guard skipDigits() else { return .malformed(at: position) }
        }
        if isAt("e") || isAt("E") {
            position += 1
            if isAt("+") || isAt("-") { position += 1 }
            guard skipDigits() else { return .malformed(at: position) }
        }
        return .number(end: position)
    }

    enum Whole: Equatable {
        case value(Int64)
        case fraction
        /// Whole, but not an Int64.
        case beyond
    }

    /// The exact value of a well-formed number: `2.0`, `20e-1` and `2` are the same.
    static func whole(_ bytes: ArraySlice<UInt8>) -> Whole {
        if bytes.count <= 18, let value = shortWhole(bytes) { return .value(value) }
        var digits: [UInt8] = []
        var exponent = 0
        var isNegative = false
        var inFraction = false
        var position = bytes.startIndex
        scanning: while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): inFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent += clampedExponent(bytes[position...])
                break scanning
            default:
                let digit = byte - UInt8(ascii: "0")
                if digit != 0 || !digits.isEmpty { digits.append(digit) }
                if inFraction { exponent -= 1 }
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { return .value(0) }
        if exponent < 0 { return .fraction }
        guard digits.count + exponent <= 19 else { return .beyond }
        var value: Int64 = 0
        // Built on the negative side, which is one larger.
        for place in 0..<digits.count + exponent {
            let digit = place < digits.count ? Int64(digits[place]) : 0
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, more) = shifted.subtractingReportingOverflow(digit)
            if overflow || more { return .beyond }
            value = sum
        }
        if isNegative { return .value(value) }
        return value == .min ? .beyond : .value(-value)
    }

    /// A sign and digits only, too few to overflow.
    private static func shortWhole(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        for byte in isNegative ? bytes.dropFirst() : bytes {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }

    /// Far beyond what the digits of a number can make up for, an exponent is as good as any other.
    private static func clampedExponent(_ bytes: ArraySlice<UInt8>) -> Int {
        var value = 0
        var isNegative = false
        for byte in bytes {
            if byte == UInt8(ascii: "-") { isNegative = true }
            if isDigit(byte), value < 1_000_000 { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
        }
        return isNegative ? -value : value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
