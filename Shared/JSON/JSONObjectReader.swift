/// The members of one object. Used on one thread; not Sendable. Members that nobody asks for are ignored.
public struct JSONObjectReader {
    /// An object, or a placeholder.
    let object: JSONValueReader

    /// The member of that name, or its absence.
    public func value(_ name: String) -> JSONValueReader {
        let reading = object.reading
        guard case .token(let index) = object.place else {
            return probed(name, isRequired: false, isNullable: false)
                ?? JSONValueReader(reading: reading, place: object.place.placeholderBelow())
        }
        let value = reading.tape.value(of: name, in: index)
        return JSONValueReader(
            reading: reading, place: value.map { .token($0) } ?? reading.absence(of: name, in: index))
    }

    @inlinable
    public func required<T: JSONReadable>(_ name: String, as type: T.Type = T.self) -> T {
        requiredValue(name).read(type)
    }

    @inlinable
    public func optional<T: JSONReadable>(_ name: String, as type: T.Type = T.self) -> T? {
        presentValue(name).map { $0.read(type) }
    }

    /// Absent or null is a fault, and `read` is called for a placeholder; else with the value.
    @inlinable
    public func required<T>(_ name: String, _ read: (JSONValueReader) -> T) -> T {
        read(requiredValue(name))
    }

    /// Absent or null is nil.
    @inlinable
    public func optional<T>(_ name: String, _ read: (JSONValueReader) -> T) -> T? {
        presentValue(name).map(read)
    }

    /// A placeholder, after the fault is recorded, when the member is absent or null.
    @usableFromInline
    func requiredValue(_ name: String) -> JSONValueReader {
        let reading = object.reading
        guard case .token(let index) = object.place else {
            return probed(name, isRequired: true, isNullable: false) ?? value(name)
        }
        guard let valueIndex = reading.tape.value(of: name, in: index) else {
            reading.log.record(.missing, at: reading.tape.pointer(to: index).appending(name), "is required")
            return JSONValueReader(reading: reading, place: object.place.placeholderBelow())
        }
        let value = JSONValueReader(reading: reading, place: .token(valueIndex))
        guard value.kind == .null else { return value }
        value.refuse("")
        return JSONValueReader(reading: reading, place: value.place.placeholderBelow())
    }

    /// Nil when the member is absent or null.
    @usableFromInline
    func presentValue(_ name: String) -> JSONValueReader? {
        guard case .token(let index) = object.place,
            let value = object.reading.tape.value(of: name, in: index), object.reading.tape.tokens[value].kind != .null
        else { return probed(name, isRequired: false, isNullable: true) }
        return JSONValueReader(reading: object.reading, place: .token(value))
    }

    /// The member's place where questions are noted; nil where there is a document.
    private func probed(_ name: String, isRequired: Bool, isNullable: Bool) -> JSONValueReader? {
        guard case .probe(let index) = object.place, let probe = object.reading.probe else { return nil }
        let member = probe.member(name, of: index, isRequired: isRequired, isNullable: isNullable)
        return JSONValueReader(reading: object.reading, place: .probe(member))
    }

    /// The names of all members, in their order; for objects with names that the model does not know. A name with the
    /// character U+0000 is a `.rule` fault and left out, as in `TextRule`.
    public var names: [String] {
        guard case .token(let index) = object.place else { return [] }
        let tape = object.reading.tape
        return tape.names(of: index).compactMap { nameIndex in
            let name = tape.string(at: nameIndex)
            guard tape.tokens[nameIndex].hasEscapes, name.utf8.contains(0) else { return name }
            JSONValueReader(reading: object.reading, place: .token(nameIndex + 1))
                .fail(.rule, "must not have the character U+0000 in its name")
            return nil
        }
    }
}
