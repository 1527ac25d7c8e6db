/// A type that is read from JSON. Reading never throws: a fault is recorded in the reader's log and a placeholder is
/// returned, so that all faults of a document are reported at once; `read(_:)` throws them at the end.
///
/// An initializer asks the reader for each member by its name, type and limits, and for nothing else. It must not trap
/// on placeholders (an empty text, 0, false, an empty array, nil of an optional, the first case of an enumeration): it
/// is given them wherever the document is faulty. A type that contains itself does so by an optional or an array;
/// required within itself it has no value, and reading it is stopped as the programming error that it is.
public protocol JSONReadable: Sendable {
    init(reading value: JSONValueReader)

    /// For this type's `jsonSchema`; empty by default.
    static var jsonSchemaNotes: JSONSchemaNotes { get }
}

extension JSONReadable {
    /// Parses and reads a document; throws all its faults.
    public static func read(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONFaults) -> Self {
        try JSONDocument(parsing: bytes, limits: limits).read()
    }
}

extension JSONReadable where Self: RawRepresentable & CaseIterable, RawValue == String {
    public init(reading value: JSONValueReader) {
        self = value.enumeration()
    }
}

extension String: JSONReadable {
    public init(reading value: JSONValueReader) { self = value.string() }
}

extension Bool: JSONReadable {
    public init(reading value: JSONValueReader) { self = value.bool() }
}

extension Int64: JSONReadable {
    public init(reading value: JSONValueReader) { self = value.integer() }
}

extension Int: JSONReadable {
    public init(reading value: JSONValueReader) { self = Int(value.integer()) }
}

extension Double: JSONReadable {
    public init(reading value: JSONValueReader) { self = value.double() }
}

extension Array: JSONReadable where Element: JSONReadable {
    public init(reading value: JSONValueReader) { self = value.array() }
}
