import FoundationEssentials

/// The types that BSON has of its own. Metatypes are compared, since a failed `as?` for each of them costs a struct more
/// than all of its members.
enum ScalarEncoding {
    /// Nil for a type that encodes itself through containers.
    static func value<T: Encodable>(of value: T, codingPath: () -> [any CodingKey]) throws -> BSONValue? {
        if T.self == String.self { return .string(unsafe unsafeBitCast(value, to: String.self)) }
        if T.self == Int.self { return .int64(Int64(unsafe unsafeBitCast(value, to: Int.self))) }
        if T.self == Int64.self { return .int64(unsafe unsafeBitCast(value, to: Int64.self)) }
        if T.self == Int32.self { return .int32(unsafe unsafeBitCast(value, to: Int32.self)) }
        if T.self == Bool.self { return .bool(unsafe unsafeBitCast(value, to: Bool.self)) }
        if T.self == Double.self { return .double(unsafe unsafeBitCast(value, to: Double.self)) }
        if T.self == ObjectID.self { return .objectID(unsafe unsafeBitCast(value, to: ObjectID.self)) }
        if T.self == Decimal128.self { return .decimal128(unsafe unsafeBitCast(value, to: Decimal128.self)) }
        if T.self == [UInt8].self { return .binary(BSONBinary(unsafe unsafeBitCast(value, to: [UInt8].self))) }
        if T.self == Decimal.self { return try decimal(unsafe unsafeBitCast(value, to: Decimal.self), codingPath) }
        if T.self == Date.self { return try date(unsafe unsafeBitCast(value, to: Date.self), codingPath) }
        if T.self == Data.self { return .binary(BSONBinary(Array(unsafe unsafeBitCast(value, to: Data.self)))) }
        if T.self == BSONValue.self { return unsafe unsafeBitCast(value, to: BSONValue.self) }
        if T.self == BSONDocument.self { return .document(unsafe unsafeBitCast(value, to: BSONDocument.self)) }
        if T.self == Int8.self { return .int32(Int32(unsafe unsafeBitCast(value, to: Int8.self))) }
        if T.self == Int16.self { return .int32(Int32(unsafe unsafeBitCast(value, to: Int16.self))) }
        if T.self == UInt8.self { return .int32(Int32(unsafe unsafeBitCast(value, to: UInt8.self))) }
        if T.self == UInt16.self { return .int32(Int32(unsafe unsafeBitCast(value, to: UInt16.self))) }
        if T.self == UInt32.self { return .int64(Int64(unsafe unsafeBitCast(value, to: UInt32.self))) }
        if T.self == UInt.self { return try unsigned(UInt64(unsafe unsafeBitCast(value, to: UInt.self)), codingPath) }
        if T.self == UInt64.self { return try unsigned(unsafe unsafeBitCast(value, to: UInt64.self), codingPath) }
        if T.self == Float.self { return .double(Double(unsafe unsafeBitCast(value, to: Float.self))) }
        return nil
    }

    private static func decimal(_ value: Decimal, _ codingPath: () -> [any CodingKey]) throws -> BSONValue {
        guard let exact = Decimal128(exactly: value) else {
            throw invalid(value, "no decimal128 of at most 34 digits holds it exactly", codingPath)
        }
        return .decimal128(exact)
    }

    private static func date(_ value: Date, _ codingPath: () -> [any CodingKey]) throws -> BSONValue {
        guard let date = BSONDate(value) else { throw invalid(value, "out of the range of a date", codingPath) }
        return .date(date)
    }

    private static func unsigned(_ value: UInt64, _ codingPath: () -> [any CodingKey]) throws -> BSONValue {
        guard let exact = Int64(exactly: value) else { throw invalid(value, "does not fit an int64", codingPath) }
        return .int64(exact)
    }

    private static func invalid(_ value: Any, _ message: String, _ codingPath: () -> [any CodingKey]) -> EncodingError {
        .invalidValue(value, .init(codingPath: codingPath(), debugDescription: message))
    }
}
