import FoundationEssentials

/// The types that BSON has of its own.
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
        return try rarer(value, codingPath: codingPath)
    }

    private static func rarer(_ value: some Encodable, codingPath: () -> [any CodingKey]) throws -> BSONValue? {
        switch value {
        case let value as Decimal:
            guard let exact = Decimal128(exactly: value) else {
                throw invalid(value, "no decimal128 of at most 34 digits holds it exactly", codingPath)
            }
            return .decimal128(exact)
        case let value as Date:
            guard let date = BSONDate(value) else { throw invalid(value, "out of the range of a date", codingPath) }
            return .date(date)
        case let value as Data: return .binary(BSONBinary(Array(value)))
        case let value as BSONValue: return value
        case let value as BSONDocument: return .document(value)
        case let value as Int8: return .int32(Int32(value))
        case let value as Int16: return .int32(Int32(value))
        case let value as UInt8: return .int32(Int32(value))
        case let value as UInt16: return .int32(Int32(value))
        case let value as UInt32: return .int64(Int64(value))
        case let value as UInt: return try unsigned(UInt64(value), codingPath)
        case let value as UInt64: return try unsigned(value, codingPath)
        case let value as Float: return .double(Double(value))
        default: return nil
        }
    }

    private static func unsigned(_ value: UInt64, _ codingPath: () -> [any CodingKey]) throws -> BSONValue {
        guard let exact = Int64(exactly: value) else { throw invalid(value, "does not fit an int64", codingPath) }
        return .int64(exact)
    }

    private static func invalid(_ value: Any, _ message: String, _ codingPath: () -> [any CodingKey]) -> EncodingError {
        .invalidValue(value, .init(codingPath: codingPath(), debugDescription: message))
    }
}
