import FoundationEssentials
public import JSON

/// An amount with two decimals, exact, from 0.00 to 999,999,999.99.
///
/// In JSON it is a number with two decimals (a request may send a decimal string), in MongoDB a Decimal128 (older
/// databases hold strings).
public struct Money: Sendable, Hashable {
    /// Hundredths.
    public let cents: Int64

    /// The amounts that are taken, in hundredths.
    public static let range: ClosedRange<Int64> = 0...99_999_999_999

    /// `cents` must lie in `range`.
    public init(cents: Int64) {
        precondition(Self.range.contains(cents))
        self.cents = cents
    }

    /// "11.90"
    public var text: String {
        let fraction = cents % 100
        return "\(cents / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    /// The exact amount that a decimal text stands for (`11.9`, `1190e-2`); nil when it is no such text, has more than
    /// two decimals that matter, or is out of range.
    public init?(decimal text: String) {
        guard let cents = Self.cents(text), Self.range.contains(cents) else { return nil }
        self.cents = cents
    }

    /// Digits are gathered without the point, then shifted by what point and exponent say.
    private static func cents(_ text: String) -> Int64? {
        guard text.utf8.count <= 40 else { return nil }
        var mantissa: Int64 = 0
        var decimals = 0
        var digits = 0
        var sawPoint = false
        var rest = text.utf8[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
                guard !overflow, product <= Int64.max - 9 else { return nil }
                mantissa = product + Int64(byte - UInt8(ascii: "0"))
                decimals += sawPoint ? 1 : 0
                digits += 1
            } else {
                break
            }
            rest.removeFirst()
        }
        guard digits > 0 else { return nil }
        var exponent = 0
        if let byte = rest.first {
            guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"),
                let value = Int(Substring(rest.dropFirst())), (-40...40).contains(value)
            else { return nil }
            exponent = value
        }
        return shifted(mantissa, by: exponent - decimals + 2)
    }

    private static func shifted(_ value: Int64, by places: Int) -> Int64? {
        var value = value
        for _ in 0..<abs(places) where value != 0 {
            if places > 0 {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                value = product
            } else {
                guard value % 10 == 0 else { return nil }
                value /= 10
            }
        }
        return value
    }
}

extension Money: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let value = try container.decode(Decimal.self)
        guard let money = Money(decimal: value.description) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(value) is not an amount of money")
        }
        self = money
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Decimal(cents) / 100)
    }
}

extension Money: JSONReadable, JSONWritable {
    public static var jsonSchemaNotes: JSONSchemaNotes {
        JSONSchemaNotes(
            "An amount with two decimals; a decimal string is read as well.", minimum: "0.00", maximum: "999999999.99")
    }

    public init(reading value: JSONValueReader) {
        guard let text = value.numberText(orString: true) else {
            cents = 0
            return
        }
        guard let money = Money(decimal: text) else {
            value.fail(.rule, "must be an amount from 0.00 to 999999999.99 with at most two decimals")
            cents = 0
            return
        }
        self = money
    }

    public func write(to writer: inout JSONWriter) { writer.number(text) }
}
