import CMongo

extension BSONDocument {
    /// How deep documents and arrays from outside may be nested; the server's own limit is 200 as well.
    public static let maximumDepth = 200

    /// Takes BSON from outside. Throws `BSONError` when it is not exactly one well-formed document: lengths, types, UTF-8 of
    /// all text, at most `maximumDepth` levels. Code with scope, a deprecated type, is refused.
    public init(bytes: [UInt8]) throws {
        guard let storage = Storage(copyingBytes: bytes) else {
            throw BSONError("not a BSON document: its length does not fit \(bytes.count) bytes, or its end is missing")
        }
        // Not bson_validate: version 1.23 descends without a bound, and stops at invalid UTF-8 without saying so.
        try storage.slice.check(depth: 1)
        self.init(storage: storage)
    }

    public var bytes: [UInt8] { storage.slice.bytes }
}
