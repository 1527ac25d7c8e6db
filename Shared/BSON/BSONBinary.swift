/// Bytes with the subtype that says what they are (0: anything; 4: a UUID).
public struct BSONBinary: Sendable, Hashable {
    public let subtype: UInt8
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8], subtype: UInt8 = 0) {
        self.bytes = bytes
        self.subtype = subtype
    }
}

extension BSONBinary: Codable {
    private enum CodingKeys: CodingKey { case subtype, bytes }

    /// With a `BSONDecoder` a binary, with any other decoder the two members.
    public init(from decoder: any Decoder) throws {
        if let value = decoder.bsonValue() {
            guard case .binary(let binary) = value else {
                throw decoder.bsonMismatch(BSONBinary.self, found: value)
            }
            self = binary
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        subtype = try container.decode(UInt8.self, forKey: .subtype)
        bytes = try container.decode([UInt8].self, forKey: .bytes)
    }

    /// With a `BSONEncoder` a binary, with any other encoder the two members.
    public func encode(to encoder: any Encoder) throws {
        if encoder.encodeBSON(.binary(self)) { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subtype, forKey: .subtype)
        try container.encode(bytes, forKey: .bytes)
    }
}
