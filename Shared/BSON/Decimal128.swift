import CMongo

/// An IEEE 754-2008 decimal128 in MongoDB's encoding, kept as its bits: up to 34 digits, and `11.90` stays `11.90`.
///
/// Equality is of the bits: `1.0` and `1.00` differ.
public struct Decimal128: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// From text such as `11.90`, `-1.5E+3`, `NaN`, `Infinity`; nil when it is no number or does not fit exactly.
    public init?(_ text: String) {
        guard !text.utf8.contains(0), text.utf8.count <= 10_000 else { return nil }
        var bits = bson_decimal128_t()
        guard unsafe bson_decimal128_from_string(text, &bits) else { return nil }
        self.init(bits)
    }

    init(_ bits: bson_decimal128_t) {
        self.init(high: bits.high, low: bits.low)
    }

    var driverValue: bson_decimal128_t { bson_decimal128_t(low: low, high: high) }

    /// False for NaN and the infinities.
    public var isFinite: Bool { high & 0x7800_0000_0000_0000 != 0x7800_0000_0000_0000 }
}

extension Decimal128: CustomStringConvertible {
    /// The exact value with its own scale, by the rules of MongoDB's decimal128 specification; a JSON number when finite.
    public var description: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(BSON_DECIMAL128_STRING)) { buffer in
            var bits = driverValue
            unsafe bson_decimal128_to_string(&bits, buffer.baseAddress!)
            return unsafe String(cString: buffer.baseAddress!)
        }
    }
}

extension Decimal128: Codable {
    /// With a `BSONDecoder` a decimal128, an integer or text; with any other decoder its text.
    public init(from decoder: any Decoder) throws {
        if let value = decoder.bsonValue() {
            switch value {
            case .decimal128(let decimal):
                self = decimal
                return
            case .int32(let integer):
                self = Decimal128(String(integer))!
                return
            case .int64(let integer):
                self = Decimal128(String(integer))!
                return
            default: break
            }
        }
        let container = try decoder.singleValueContainer()
        guard let decimal = Decimal128(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a decimal number of at most 34 digits")
        }
        self = decimal
    }

    /// With a `BSONEncoder` a decimal128, with any other encoder its text.
    public func encode(to encoder: any Encoder) throws {
        if encoder.encodeBSON(.decimal128(self)) { return }
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
