/// Writes JSON text piece by piece; commas, quotation marks and indentation are its own affair. A value; one thread.
///
/// Names are written as they are given, also twice: the caller vouches for their difference, and for a value after each.
/// Several values at the top stand one after the other without a separator.
public struct JSONWriter {
    /// What was written and not yet drained.
    public private(set) var bytes: [UInt8]
    private let pretty: Bool
    private var depth = 0
    /// A value stands before the position, in the same container.
    private var followsValue = false
    /// A name stands before the position.
    private var followsName = false

    /// `pretty` means line breaks and an indentation by two spaces; `capacity` is a guess of the bytes to come.
    public init(pretty: Bool = false, reserving capacity: Int = 256) {
        self.pretty = pretty
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Takes what was written so far and leaves the writer ready to go on (for streaming).
    public mutating func drain() -> [UInt8] {
        let drained = bytes
        bytes = []
        bytes.reserveCapacity(drained.count)
        return drained
    }

    @inlinable
    public mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        beginObject()
        try members(&self)
        endObject()
    }

    @inlinable
    public mutating func array(_ elements: (inout JSONWriter) throws -> Void) rethrows {
        beginArray()
        try elements(&self)
        endArray()
    }

    @inlinable
    public mutating func member(_ name: String, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
    }

    /// `write` writes the one value of the member.
    @inlinable
    public mutating func member(_ name: String, _ write: (inout JSONWriter) throws -> Void) rethrows {
        self.name(name)
        try write(&self)
    }

    @inlinable
    public mutating func element(_ value: some JSONWritable) {
        value.write(to: &self)
    }

    @inlinable
    public mutating func value(_ value: some JSONWritable) {
        value.write(to: &self)
    }

    public mutating func null() {
        beginValue()
        bytes.append(contentsOf: "null".utf8)
    }

    public mutating func bool(_ value: Bool) {
        beginValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    public mutating func integer(_ value: Int64) {
        beginValue()
        appendInteger(value)
    }

    /// The shortest text that reads as the same double (`0.1`, `5e-324`); null for what JSON has no number for
    /// (infinities, NaN).
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        number(value.description)
    }

    public mutating func string(_ value: String) {
        beginValue()
        appendString(value)
    }

    /// A number that is already text ("11.90"); the caller vouches for its grammar.
    public mutating func number(_ text: String) {
        beginValue()
        bytes.append(contentsOf: text.utf8)
    }

    /// For open-ended documents (streams): begin and end by hand.
    public mutating func beginObject() { begin(UInt8(ascii: "{")) }
    public mutating func endObject() { end(UInt8(ascii: "}")) }
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    public mutating func name(_ name: String) {
        beginValue()
        appendString(name, isName: true)
        if pretty { bytes.append(UInt8(ascii: " ")) }
        followsName = true
    }

    private mutating func begin(_ bracket: UInt8) {
        beginValue()
        bytes.append(bracket)
        depth += 1
        followsValue = false
    }

    private mutating func end(_ bracket: UInt8) {
        precondition(depth > 0 && !followsName, "the end of a container that was not begun, or a name without a value")
        depth -= 1
        if followsValue { breakLine() }
        bytes.append(bracket)
        followsValue = true
    }

    /// The separator between this value (or name) and what stands before it.
    private mutating func beginValue() {
        if followsName {
            followsName = false
        } else if depth > 0 {
            if followsValue { bytes.append(UInt8(ascii: ",")) }
            breakLine()
        }
        followsValue = true
    }

    private mutating func breakLine() {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        for _ in 0..<depth { bytes.append(contentsOf: [0x20, 0x20]) }
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func append(addingCapacity capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        bytes.append(addingCapacity: capacity, initializingWith: write)
    }
    mutating func append(utf8 text: String.UTF8View) { bytes.append(contentsOf: text) }
}
