public import JSON
// STUB: the agreed interface; replaced by real files.

public struct ObjectID: Sendable, Hashable, Codable, CustomStringConvertible {
    public init() { fatalError("stub") }
    /// 24 hex digits, else nil.
    public init?(_ hex: String) { fatalError("stub") }
    public init(from decoder: any Decoder) throws { fatalError("stub") }
    public func encode(to encoder: any Encoder) throws { fatalError("stub") }
    public var description: String { fatalError("stub") }
}
/// IEEE 754 decimal128, kept as its bits, with exact text.
public struct Decimal128: Sendable, Hashable, Codable, CustomStringConvertible {
    public init?(_ text: String) { fatalError("stub") }
    public init(from decoder: any Decoder) throws { fatalError("stub") }
    public func encode(to encoder: any Encoder) throws { fatalError("stub") }
    public var description: String { fatalError("stub") }
}
/// Milliseconds since 1970-01-01 UTC.
public struct BSONDate: Sendable, Hashable, Codable { public let milliseconds: Int64; public init(milliseconds: Int64) { self.milliseconds = milliseconds } }
public struct BSONBinary: Sendable, Hashable, Codable { public let subtype: UInt8; public let bytes: [UInt8]; public init(_ bytes: [UInt8], subtype: UInt8 = 0) { self.bytes = bytes; self.subtype = subtype } }

public indirect enum BSONValue: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByFloatLiteral {
    case null, bool(Bool), int32(Int32), int64(Int64), double(Double), string(String), objectID(ObjectID), date(BSONDate), decimal128(Decimal128), binary(BSONBinary)
    case timestamp(seconds: UInt32, increment: UInt32), regex(pattern: String, options: String), minKey, maxKey
    case document(BSONDocument), array([BSONValue])
    public init(stringLiteral v: String) { self = .string(v) }
    /// int32 when it fits, else int64.
    public init(integerLiteral v: Int64) { self = .int64(v) }
    public init(floatLiteral v: Double) { self = .double(v) }
    public init(booleanLiteral v: Bool) { self = .bool(v) }
    public init(arrayLiteral elements: BSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, BSONValue)...) { fatalError("stub") }
    public init(nilLiteral: ()) { self = .null }
    public var stringValue: String? { fatalError("stub") }
    /// int32, int64 or a whole double.
    public var integerValue: Int64? { fatalError("stub") }
    public var documentValue: BSONDocument? { fatalError("stub") }
    public var arrayValue: [BSONValue]? { fatalError("stub") }
    public var objectIDValue: ObjectID? { fatalError("stub") }
    public var boolValue: Bool? { fatalError("stub") }
    /// 24 hex digits become an ObjectId, anything else a string (Spring Data's rule for ids), and back.
    public init(id: String) { fatalError("stub") }
    public var idString: String? { fatalError("stub") }
}
/// An ordered document: copy-on-write over one heap-allocated bson_t.
public struct BSONDocument: Sendable, Equatable, ExpressibleByDictionaryLiteral, CustomStringConvertible {
    public init() { fatalError("stub") }
    public init(dictionaryLiteral elements: (String, BSONValue)...) { fatalError("stub") }
    public init(_ elements: [(String, BSONValue)]) { fatalError("stub") }
    /// Validates.
    public init(bytes: [UInt8]) throws { fatalError("stub") }
    public var bytes: [UInt8] { fatalError("stub") }
    public mutating func append(_ key: String, _ value: BSONValue) { fatalError("stub") }
    /// First value of that key; setting replaces or appends; nil removes.
    public subscript(key: String) -> BSONValue? { get { fatalError("stub") } set { fatalError("stub") } }
    public var elements: [(key: String, value: BSONValue)] { fatalError("stub") }
    public var keys: [String] { fatalError("stub") }
    public var count: Int { fatalError("stub") }
    public var isEmpty: Bool { fatalError("stub") }
    public var byteCount: Int { fatalError("stub") }
    public static func == (a: Self, b: Self) -> Bool { fatalError("stub") }
    /// Relaxed extended JSON, for logs and tests.
    public var description: String { fatalError("stub") }
    /// Plain JSON in one pass (ids as hex text, decimals as numbers, dates as milliseconds).
    public func writeJSON(to writer: inout JSONWriter) { fatalError("stub") }
}
/// Codable → BSON: nil members are omitted, Int and Int64 become int64, Int32 int32, Foundation's Decimal decimal128, Date a date, [UInt8] and Data binary.
public struct BSONEncoder: Sendable { public init() {}; public func encode(_ value: some Encodable) throws -> BSONDocument { fatalError("stub") }; public func encodeValue(_ value: some Encodable) throws -> BSONValue { fatalError("stub") } }
/// BSON → Codable: unknown fields ignored; numbers convert when exact; Decimal reads decimal128, string, int and double; String reads an ObjectId as hex.
public struct BSONDecoder: Sendable { public init() {}; public func decode<T: Decodable>(_ type: T.Type = T.self, from document: BSONDocument) throws -> T { fatalError("stub") }; public func decode<T: Decodable>(_ type: T.Type = T.self, fromValue value: BSONValue) throws -> T { fatalError("stub") } }
