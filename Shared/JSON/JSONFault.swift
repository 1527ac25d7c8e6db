/// One thing that is wrong with a document, and where.
public struct JSONFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a client has to do differently.
    public enum Kind: String, Sendable {
        /// The bytes are not one JSON document (RFC 8259), or an object has a name twice.
        case syntax
        /// Another type of value is needed: also an ordinal for an enumeration, a fraction for a whole number.
        case type
        /// A required member is absent.
        case missing
        /// A required member or an element is null.
        case null
        /// A text is none of an enumeration's values.
        case unknownValue
        /// The document is larger or deeper than is taken.
        case limit
        /// The value has the right form but breaks a rule, such as a length or a range.
        case rule
    }

    public let pointer: JSONPointer
    public let kind: Kind
    /// English that goes on from the name of the place: "is required", "must be a string, not a number".
    public let message: String

    public init(pointer: JSONPointer, kind: Kind, message: String) {
        self.pointer = pointer
        self.kind = kind
        self.message = message
    }

    /// The place and the message: "/email is required", "the document must be an object, not an array".
    public var description: String {
        pointer == .root ? "the document \(message)" : "\(pointer) \(message)"
    }
}

/// All faults of one document, in the order in which they were found; at most ``maximumCount``.
public struct JSONFaults: Error, Sendable, CustomStringConvertible {
    /// Further faults of a document are not kept: an answer stays readable, whatever was sent.
    public static let maximumCount = 100

    public let faults: [JSONFault]

    public init(faults: [JSONFault]) {
        self.faults = faults
    }

    /// Whether the document can be read as the model and breaks nothing but rules: 422 for a client, else 400.
    public var breaksOnlyRules: Bool {
        faults.allSatisfy { $0.kind == .rule }
    }

    /// The faults, separated by semicolons.
    public var description: String {
        faults.map(\.description).joined(separator: "; ")
    }
}
