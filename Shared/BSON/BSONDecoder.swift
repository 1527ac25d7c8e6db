/// BSON → `Codable`. A value without state; any thread.
///
/// Unknown members are ignored; null counts as absent for an optional. Numbers convert when the value is the same in the
/// other type, else it is a fault. `Decimal` and `Decimal128` read a decimal128, and, since older documents hold prices
/// so, text, int32, int64 (`Decimal` also a double, by its shortest decimal text). `String` reads an ObjectId as its hex
/// text. `Date` reads a date, `[UInt8]` and `Data` a binary. All faults are `DecodingError`s with the path.
public struct BSONDecoder: Sendable {
    public init() {}

    public func decode<T: Decodable>(_ type: T.Type = T.self, from document: BSONDocument) throws -> T {
        try decode(type, element: BSONElement(root: document.storage.slice))
    }

    public func decode<T: Decodable>(_ type: T.Type = T.self, fromValue value: BSONValue) throws -> T {
        let holder = BSONDocument([("", value)])
        return try decode(type, element: holder.storage.slice.element(at: BSONSlice.start)!)
    }

    private func decode<T: Decodable>(_ type: T.Type, element: BSONElement) throws -> T {
        try ElementReader(element: element, parent: nil, key: nil).decode(type)
    }
}
