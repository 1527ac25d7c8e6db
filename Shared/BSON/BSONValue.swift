/// One value of any type that our documents use.
///
/// The types that MongoDB has deprecated are read as their nearest: undefined as null, symbol and code as text, a
/// database pointer as its ObjectId.
public enum BSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    case string(String)
    case objectID(ObjectID)
    case date(BSONDate)
    case decimal128(Decimal128)
    case binary(BSONBinary)
    case timestamp(seconds: UInt32, increment: UInt32)
    case regex(pattern: String, options: String)
    case minKey
    case maxKey
    case document(BSONDocument)
    case array([BSONValue])
}

extension BSONValue {
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// An int32, an int64, or a double that is whole and fits.
    public var integerValue: Int64? {
        switch self {
        case .int32(let value): Int64(value)
        case .int64(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    public var documentValue: BSONDocument? {
        if case .document(let document) = self { document } else { nil }
    }

    public var arrayValue: [BSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    public var objectIDValue: ObjectID? {
        if case .objectID(let id) = self { id } else { nil }
    }

    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// What the type is called in messages, by MongoDB's `$type` aliases.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int32: "int"
        case .int64: "long"
        case .double: "double"
        case .string: "string"
        case .objectID: "objectId"
        case .date: "date"
        case .decimal128: "decimal"
        case .binary: "binData"
        case .timestamp: "timestamp"
        case .regex: "regex"
        case .minKey: "minKey"
        case .maxKey: "maxKey"
        case .document: "object"
        case .array: "array"
        }
    }
}

extension BSONValue {
    /// An `_id` from the text that shows it: 24 hex digits become an ObjectId, anything else stays a string. It is the
    /// rule by which Spring Data MongoDB stores an id of Java type String ("How the `_id` Field is Handled").
    public init(id: String) {
        self = ObjectID(id).map(BSONValue.objectID) ?? .string(id)
    }

    /// The text that shows an `_id`; nil for what such an id cannot be.
    public var idString: String? {
        switch self {
        case .objectID(let id): id.description
        case .string(let text): text
        case .int32(let number): String(number)
        case .int64(let number): String(number)
        default: nil
        }
    }
}
