import CMongo
import FoundationEssentials

/// One element with its place in the tree: what a scalar needs to be decoded, without a decoder object of its own.
struct ElementReader {
    let element: BSONElement
    let parent: ElementDecoder?
    let key: (any CodingKey)?

    /// Put together only when somebody asks, which is mostly an error.
    var codingPath: [any CodingKey] {
        (parent?.codingPath ?? []) + (key.map { [$0] } ?? [])
    }

    var isNull: Bool { element.type == BSON_TYPE_NULL || element.type == BSON_TYPE_UNDEFINED }

    func mismatch(_ type: Any.Type) -> DecodingError {
        if isNull {
            return .valueNotFound(type, .init(codingPath: codingPath, debugDescription: "expected \(type), found null"))
        }
        let found = element.value().typeName
        return .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "expected \(type), found \(found)"))
    }

    func corrupted(_ message: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: message))
    }
}

extension ElementReader {
    /// The one place where a type picks its way: types that BSON has of its own, else `init(from:)`.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if T.self == String.self { return unsafe unsafeBitCast(try string(), to: T.self) }
        if T.self == Int.self { return unsafe unsafeBitCast(try integer(Int.self), to: T.self) }
        if T.self == Int64.self { return unsafe unsafeBitCast(try integer(Int64.self), to: T.self) }
        if T.self == Int32.self { return unsafe unsafeBitCast(try integer(Int32.self), to: T.self) }
        if T.self == Bool.self { return unsafe unsafeBitCast(try bool(), to: T.self) }
        if T.self == Double.self { return unsafe unsafeBitCast(try double(), to: T.self) }
        if T.self == Decimal.self { return unsafe unsafeBitCast(try decimal(), to: T.self) }
        if T.self == Date.self { return unsafe unsafeBitCast(try date(), to: T.self) }
        if T.self == [UInt8].self, element.type == BSON_TYPE_BINARY {
            return unsafe unsafeBitCast(element.bytes, to: T.self)
        }
        if T.self == Data.self {
            guard element.type == BSON_TYPE_BINARY else { throw mismatch(Data.self) }
            return Data(element.bytes) as! T
        }
        if let number = try otherNumber(type) { return number }
        return try T(from: ElementDecoder(self))
    }

    private func otherNumber<T>(_ type: T.Type) throws -> T? {
        if T.self == Int8.self { return try integer(Int8.self) as? T }
        if T.self == Int16.self { return try integer(Int16.self) as? T }
        if T.self == UInt.self { return try integer(UInt.self) as? T }
        if T.self == UInt8.self { return try integer(UInt8.self) as? T }
        if T.self == UInt16.self { return try integer(UInt16.self) as? T }
        if T.self == UInt32.self { return try integer(UInt32.self) as? T }
        if T.self == UInt64.self { return try integer(UInt64.self) as? T }
        if T.self == Float.self {
            guard let float = Float(exactly: try double()) else { throw corrupted("no exact Float") }
            return float as? T
        }
        return nil
    }

    private func string() throws -> String {
        switch element.type {
        case BSON_TYPE_UTF8, BSON_TYPE_SYMBOL: return element.text
        case BSON_TYPE_OID: return element.objectID.description
        default: throw mismatch(String.self)
        }
    }

    private func bool() throws -> Bool {
        guard element.type == BSON_TYPE_BOOL else { throw mismatch(Bool.self) }
        return element.integer != 0
    }

    private func integer<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
        let exact: I?
        switch element.type {
        case BSON_TYPE_INT32, BSON_TYPE_INT64: exact = I(exactly: element.integer)
        case BSON_TYPE_DOUBLE: exact = I(exactly: element.double)
        default: throw mismatch(type)
        }
        guard let exact else { throw corrupted("the number is no \(type)") }
        return exact
    }

    private func double() throws -> Double {
        switch element.type {
        case BSON_TYPE_DOUBLE: return element.double
        case BSON_TYPE_INT32, BSON_TYPE_INT64:
            guard let exact = Double(exactly: element.integer) else {
                throw corrupted("the integer has no exact Double")
            }
            return exact
        default: throw mismatch(Double.self)
        }
    }

    private func decimal() throws -> Decimal {
        let exact: Decimal?
        switch element.type {
        case BSON_TYPE_DECIMAL128: exact = Decimal(exactly: element.decimal128)
        case BSON_TYPE_UTF8: exact = Decimal128(element.text).flatMap { Decimal(exactly: $0) }
        case BSON_TYPE_DOUBLE: exact = Decimal128("\(element.double)").flatMap { Decimal(exactly: $0) }
        case BSON_TYPE_INT32, BSON_TYPE_INT64: exact = Decimal(element.integer)
        default: throw mismatch(Decimal.self)
        }
        guard let exact else { throw corrupted("the value is no number that Decimal holds exactly") }
        return exact
    }

    private func date() throws -> Date {
        guard element.type == BSON_TYPE_DATE_TIME else { throw mismatch(Date.self) }
        return BSONDate(milliseconds: element.integer).date
    }
}
