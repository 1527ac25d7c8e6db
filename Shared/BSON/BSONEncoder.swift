/// `Codable` → BSON. A value without state; any thread.
///
/// Nil members are omitted, nil elements of an array are null. `Int` and `Int64` become int64, `Int32` and smaller int32,
/// `Decimal` a decimal128, `Date` a date (rounded to the millisecond), `[UInt8]` and `Data` a binary. Several keyed
/// containers of one encoder make one document, in the order of their members; a member that two of them write is a
/// fault. All faults are `EncodingError`s with the path.
public struct BSONEncoder: Sendable {
    public init() {}

    /// Throws also when `value` does not encode itself as a document.
    public func encode(_ value: some Encodable) throws -> BSONDocument {
        guard case .document(let document) = try encodeValue(value) else {
            throw EncodingError.invalidValue(
                value,
                .init(codingPath: [], debugDescription: "\(type(of: value)) does not encode itself as a document"))
        }
        return document
    }

    public func encodeValue(_ value: some Encodable) throws -> BSONValue {
        let root = ValueEncoder(EncodingPlace(parent: nil, key: nil))
        try root.set(value)
        switch try root.finish() {
        case .nothing: return .document([:])
        case .null: return .null
        case .value(let value): return value
        case .container(let builder):
            let document = BSONDocument(storage: try builder.finish())
            return builder.isArray ? .array(document.elements.map(\.value)) : .document(document)
        }
    }
}
