// STUB: the agreed interface; replaced by real files.

/// RFC 6901.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    public init(_ description: String) { self.description = description }
    public let description: String
}

/// One thing that is wrong with a document, and where.
public struct JSONFault: Error, Sendable, Hashable {
    public enum Kind: String, Sendable { case syntax, type, missing, null, unknownValue, limit, rule }
    public let pointer: JSONPointer
    public let kind: Kind
    public let message: String
    public init(pointer: JSONPointer, kind: Kind, message: String) { self.pointer = pointer; self.kind = kind; self.message = message }
}

/// All faults of one document. `breaksOnlyRules` tells 422 from 400.
public struct JSONFaults: Error, Sendable {
    public let faults: [JSONFault]
    public var breaksOnlyRules: Bool { faults.allSatisfy { $0.kind == .rule } }
    public init(faults: [JSONFault]) { self.faults = faults }
}

public struct JSONLimits: Sendable {
    public var maximumBytes: Int
    public var maximumDepth: Int
    public init(maximumBytes: Int = 1_048_576, maximumDepth: Int = 64) { self.maximumBytes = maximumBytes; self.maximumDepth = maximumDepth }
    public static let standard = JSONLimits()
}

/// A parsed document (flat token tape inside; strict RFC 8259; duplicate keys, invalid UTF-8, trailing text are faults).
public struct JSONDocument: Sendable {
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONFaults) { fatalError("stub") }
    /// The root as a reader with a fresh fault log.
    /// RFC 7396: this document as target, changed by `patch`.
    public func merging(patch: JSONDocument) -> JSONDocument { fatalError("stub") }
    /// Compact text.
    public var bytes: [UInt8] { fatalError("stub") }
    public func read<T: JSONReadable>(_ type: T.Type = T.self) throws(JSONFaults) -> T { fatalError("stub") }
}

/// A type that is read from JSON. Reading never throws: a fault is recorded in the reader's log and a placeholder is
/// returned, so that all faults of a document are reported at once; `read(_:)` throws them at the end.
public protocol JSONReadable: Sendable {
    init(reading value: JSONValueReader)
}
extension JSONReadable {
    public static func read(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONFaults) -> Self { fatalError("stub") }
}

/// Length in characters, and what a text may consist of. A breach is a `.rule` fault.
public struct TextRule: Sendable {
    public var length: ClosedRange<Int>
    public init(length: ClosedRange<Int>) { self.length = length }
    public static let unbounded = TextRule(length: 0...Int.max)
    public static func length(_ range: ClosedRange<Int>) -> TextRule { TextRule(length: range) }
}

/// One value (or its absence) at a known place of a document. Used on one thread; not Sendable.
public struct JSONValueReader {
    public enum Kind: Sendable { case absent, null, bool, number, string, array, object }
    public var kind: Kind { fatalError("stub") }
    public var pointer: JSONPointer { fatalError("stub") }
    public func string(_ rule: TextRule = .unbounded) -> String { fatalError("stub") }
    /// A whole number; `2.0` is taken as 2. Outside of `range` is a `.rule` fault; beyond Int64 a `.type` fault.
    public func integer(in range: ClosedRange<Int64> = Int64.min...Int64.max) -> Int64 { fatalError("stub") }
    public func bool() -> Bool { fatalError("stub") }
    public func double() -> Double { fatalError("stub") }
    /// The number as it is written (`11.90`), or, with `orString`, a string that is written as a number.
    public func numberText(orString: Bool = false) -> String? { fatalError("stub") }
    /// Elements that are null are a `.null` fault.
    public func array<Element: JSONReadable>(of type: Element.Type = Element.self, count: ClosedRange<Int> = 0...Int.max) -> [Element] { fatalError("stub") }
    public func object() -> JSONObjectReader { fatalError("stub") }
    public func enumeration<E: RawRepresentable & CaseIterable>(_ type: E.Type = E.self) -> E where E.RawValue == String { fatalError("stub") }
    /// Records a fault at this value's place.
    public func fail(_ kind: JSONFault.Kind, _ message: String) { fatalError("stub") }
}

public struct JSONObjectReader {
    public func required<T: JSONReadable>(_ name: String, as type: T.Type = T.self) -> T { fatalError("stub") }
    public func optional<T: JSONReadable>(_ name: String, as type: T.Type = T.self) -> T? { fatalError("stub") }
    /// Absent or null is a fault; else `read` is called with the value.
    public func required<T>(_ name: String, _ read: (JSONValueReader) -> T) -> T { fatalError("stub") }
    /// Absent or null is nil.
    public func optional<T>(_ name: String, _ read: (JSONValueReader) -> T) -> T? { fatalError("stub") }
    public func value(_ name: String) -> JSONValueReader { fatalError("stub") }
    public var names: [String] { fatalError("stub") }
}

public protocol JSONWritable {
    func write(to writer: inout JSONWriter)
}

/// A type that is written as an object whose members can be joined by others (`_links` of HAL, `id` of a summary).
public protocol JSONObjectWritable: JSONWritable {
    func writeMembers(to writer: inout JSONWriter)
}
extension JSONObjectWritable {
    public func write(to writer: inout JSONWriter) { writer.object { self.writeMembers(to: &$0) } }
}

public struct JSONWriter {
    public init(pretty: Bool = false, reserving capacity: Int = 256) { fatalError("stub") }
    public var bytes: [UInt8] { fatalError("stub") }
    /// Takes what was written so far and leaves the writer ready to go on (for streaming).
    public mutating func drain() -> [UInt8] { fatalError("stub") }
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows { fatalError("stub") }
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows { fatalError("stub") }
    public mutating func member(_ name: String, _ value: some JSONWritable) { fatalError("stub") }
    public mutating func member(_ name: String, _ write: (inout JSONWriter) throws -> Void) rethrows { fatalError("stub") }
    public mutating func element(_ value: some JSONWritable) { fatalError("stub") }
    public mutating func value(_ value: some JSONWritable) { fatalError("stub") }
    public mutating func null() { fatalError("stub") }
    public mutating func bool(_ value: Bool) { fatalError("stub") }
    public mutating func integer(_ value: Int64) { fatalError("stub") }
    public mutating func double(_ value: Double) { fatalError("stub") }
    public mutating func string(_ value: String) { fatalError("stub") }
    /// A number that is already text ("11.90"); the caller vouches for its grammar.
    public mutating func number(_ text: String) { fatalError("stub") }
    /// For open-ended documents (streams): begin and end by hand.
    public mutating func beginObject() { fatalError("stub") }
    public mutating func endObject() { fatalError("stub") }
    public mutating func beginArray() { fatalError("stub") }
    public mutating func endArray() { fatalError("stub") }
    public mutating func name(_ name: String) { fatalError("stub") }
}
extension JSONWritable {
    public func jsonBytes(pretty: Bool = false) -> [UInt8] { var w = JSONWriter(pretty: pretty); write(to: &w); return w.bytes }
}
extension String: JSONReadable, JSONWritable { public init(reading value: JSONValueReader) { self = value.string() }; public func write(to writer: inout JSONWriter) { writer.string(self) } }
extension Bool: JSONReadable, JSONWritable { public init(reading value: JSONValueReader) { self = value.bool() }; public func write(to writer: inout JSONWriter) { writer.bool(self) } }
extension Int64: JSONReadable, JSONWritable { public init(reading value: JSONValueReader) { self = value.integer() }; public func write(to writer: inout JSONWriter) { writer.integer(self) } }
extension Int: JSONReadable, JSONWritable { public init(reading value: JSONValueReader) { self = Int(value.integer()) }; public func write(to writer: inout JSONWriter) { writer.integer(Int64(self)) } }
extension Double: JSONReadable, JSONWritable { public init(reading value: JSONValueReader) { self = value.double() }; public func write(to writer: inout JSONWriter) { writer.double(self) } }
extension Optional: JSONWritable where Wrapped: JSONWritable { public func write(to writer: inout JSONWriter) { if let self { self.write(to: &writer) } else { writer.null() } } }
extension Array: JSONWritable where Element: JSONWritable { public func write(to writer: inout JSONWriter) { writer.array { w in for e in self { w.element(e) } } } }
