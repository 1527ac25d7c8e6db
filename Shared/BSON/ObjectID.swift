import CMongo

/// A MongoDB ObjectId: twelve bytes, of which the first four are the second of its birth.
public struct ObjectID: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt32

    /// A new one, unique over processes and machines as the driver promises. Any thread.
    public init() {
        var oid = bson_oid_t()
        unsafe bson_oid_init(&oid, nil)
        self = unsafe withUnsafeBytes(of: &oid) { unsafe ObjectID(reading: $0) }
    }

    /// From 24 hex digits of either case; nil for any other text.
    public init?(_ hex: String) {
        let digits = hex.utf8
        guard digits.count == 24 else { return nil }
        var high: UInt64 = 0
        var low: UInt32 = 0
        for (index, digit) in digits.enumerated() {
            guard let nibble = Self.nibble(digit) else { return nil }
            if index < 16 { high = high << 4 | UInt64(nibble) } else { low = low << 4 | UInt32(nibble) }
        }
        self.high = high
        self.low = low
    }

    /// Precondition: 12 bytes.
    init(reading bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 12)
        high = unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = unsafe UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    var driverValue: bson_oid_t {
        var oid = bson_oid_t()
        unsafe withUnsafeMutableBytes(of: &oid) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt32.self)
        }
        return oid
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension ObjectID: CustomStringConvertible {
    /// 24 lower-case hex digits.
    public var description: String {
        unsafe String(unsafeUninitializedCapacity: 24) { buffer in
            for index in 0..<24 {
                let nibble =
                    index < 16 ? UInt8(high >> (60 - 4 * index) & 15) : UInt8(low >> (28 - 4 * (index - 16)) & 15)
                unsafe buffer[index] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
            }
            return 24
        }
    }
}

extension ObjectID: Codable {
    /// With a `BSONDecoder` an ObjectId, or text of 24 hex digits; with any other decoder such a text.
    public init(from decoder: any Decoder) throws {
        if let value = decoder.bsonValue() {
            if case .objectID(let id) = value {
                self = id
                return
            }
        }
        let container = try decoder.singleValueContainer()
        guard let id = ObjectID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ObjectId of 24 hex digits")
        }
        self = id
    }

    /// With a `BSONEncoder` an ObjectId, with any other encoder its hex text.
    public func encode(to encoder: any Encoder) throws {
        if encoder.encodeBSON(.objectID(self)) { return }
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
