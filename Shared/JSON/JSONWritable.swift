/// A type that writes itself as one JSON value.
public protocol JSONWritable {
    func write(to writer: inout JSONWriter)
}

extension JSONWritable {
    /// The text of this value. `pretty` means line breaks and an indentation by two spaces.
    @inlinable
    public func jsonBytes(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        write(to: &writer)
        return writer.bytes
    }
}

/// A type that is written as an object whose members can be joined by others (`_links` of HAL, `id` of a summary).
public protocol JSONObjectWritable: JSONWritable {
    func writeMembers(to writer: inout JSONWriter)
}

extension JSONObjectWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }
}

extension JSONWritable where Self: RawRepresentable, RawValue == String {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}

extension String: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.bool(self) }
}

extension Int64: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.integer(Int64(self)) }
}

extension Double: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) { writer.double(self) }
}

/// Nil is written as null.
extension Optional: JSONWritable where Wrapped: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.null() }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    @inlinable
    public func write(to writer: inout JSONWriter) {
        writer.array { for element in self { $0.element(element) } }
    }
}
