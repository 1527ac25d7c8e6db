import CMongo

/// The decoder of one element. Used on one thread, within one call of `BSONDecoder`.
final class ElementDecoder: Decoder {
    let reader: ElementReader
    let depth: Int
    /// Where the member that was asked for last starts: members are mostly asked for in the order they were written.
    private var hint = BSONSlice.start

    init(_ reader: ElementReader) {
        self.reader = reader
        depth = (reader.parent?.depth ?? 0) + 1
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { reader.codingPath }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(
            KeyedReader(decoder: self, slice: try slice(of: BSON_TYPE_DOCUMENT, for: [String: Any].self)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        ArrayReader(decoder: self, slice: try slice(of: BSON_TYPE_ARRAY, for: [Any].self))
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleValueReader(decoder: self)
    }

    func find(_ name: String, in slice: BSONSlice) -> BSONElement? {
        let found = slice.find(name, from: hint, to: slice.length) ?? slice.find(name, from: BSONSlice.start, to: hint)
        if let found { hint = found.offset }
        return found
    }

    private func slice(of wanted: bson_type_t, for type: Any.Type) throws -> BSONSlice {
        guard reader.element.type == wanted, let slice = reader.element.slice else { throw reader.mismatch(type) }
        guard depth <= BSONDocument.maximumDepth else {
            throw reader.corrupted("nested deeper than \(BSONDocument.maximumDepth) levels")
        }
        return slice
    }
}
