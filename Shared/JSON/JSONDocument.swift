/// A parsed document: well-formed by RFC 8259, within its limits, no name twice in an object. A value; may be read from
/// several threads.
public struct JSONDocument: Sendable {
    let tape: JSONTape

    init(tape: JSONTape) {
        self.tape = tape
    }

    /// Throws the first fault of the syntax or the limit that is exceeded, after all repeated names before it.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONFaults) {
        var parser = JSONParser(source: bytes, limits: limits)
        tape = try parser.parse()
    }

    /// Reads the whole document as a value of `type`; throws all faults together.
    public func read<T: JSONReadable>(_ type: T.Type = T.self) throws(JSONFaults) -> T {
        try read { T(reading: $0) }
    }

    /// Reads the document by a closure that is given its root; throws all faults that were recorded meanwhile.
    public func read<T>(_ body: (JSONValueReader) -> T) throws(JSONFaults) -> T {
        let reading = JSONReading(tape: tape)
        let value = body(JSONValueReader(reading: reading, place: .token(0)))
        try reading.log.finish()
        return value
    }

    /// Compact text: numbers as they were written, strings with no more escapes than are needed.
    public var bytes: [UInt8] {
        var writer = JSONWriter(reserving: tape.source.count)
        write(to: &writer)
        return writer.bytes
    }
}

extension JSONDocument: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        write(0, to: &writer)
    }

    private func write(_ index: Int, to writer: inout JSONWriter) {
        let token = tape.tokens[index]
        switch token.kind {
        case .null: writer.null()
        case .false: writer.bool(false)
        case .true: writer.bool(true)
        case .number: writer.number(String(decoding: tape.source[token.byteRange], as: UTF8.self))
        case .string: writer.string(tape.string(at: index))
        case .array:
            writer.beginArray()
            for element in tape.elements(of: index) { write(element, to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            for name in tape.names(of: index) {
                writer.name(tape.string(at: name))
                write(name + 1, to: &writer)
            }
            writer.endObject()
        }
    }
}
