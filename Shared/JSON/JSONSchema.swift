/// What a type takes, as a JSON Schema of the draft 2020-12, found by asking the type: its `init(reading:)` runs against a
/// reader that notes each question. Types with a name of their own are under `$defs`. Written to JSON; a value.
///
/// Not in it: that a text has no character U+0000 (see `TextRule`), and rules that an initializer checks by itself, but
/// for what `jsonSchemaNotes` tells. Members that nobody asks for are ignored, so no object is closed to others.
public struct JSONSchema: Sendable {
    let places: [JSONProbe.Place]
    let definitions: [JSONProbe.Definition]
    /// Whether the first definition is the type itself: an array has none of its own.
    let isNamed: Bool

    init<T: JSONReadable>(of type: T.Type) {
        let probe = JSONProbe()
        let reading = JSONReading(probe: probe)
        _ = JSONValueReader(reading: reading, place: .probe(probe.makePlace())).define(type)
        places = probe.places
        definitions = probe.definitions
        if case .definition = probe.places[0].shape { isNamed = true } else { isNamed = false }
    }
}

/// What the questions of a reader cannot tell of a type.
public struct JSONSchemaNotes: Sendable {
    /// For people: what the value is, its unit.
    public var description: String?
    /// Bounds of a number that the initializer checks by itself, written as JSON numbers.
    public var minimum: String?
    public var maximum: String?

    public init(_ description: String? = nil, minimum: String? = nil, maximum: String? = nil) {
        self.description = description
        self.minimum = minimum
        self.maximum = maximum
    }
}

extension JSONReadable {
    /// What this type takes: runs its initializer against a reader without a document, anew at each call.
    public static var jsonSchema: JSONSchema { JSONSchema(of: Self.self) }

    public static var jsonSchemaNotes: JSONSchemaNotes { JSONSchemaNotes() }
}

/// Types that a schema describes where they stand.
private protocol JSONInlineReadable {}
extension String: JSONInlineReadable {}
extension Bool: JSONInlineReadable {}
extension Int: JSONInlineReadable {}
extension Int64: JSONInlineReadable {}
extension Double: JSONInlineReadable {}
extension Array: JSONInlineReadable {}

extension JSONValueReader {
    /// A value of a type of its own; for a description the type is read once, and referred to everywhere else. (Where it
    /// is only referred to, it is read from a placeholder: so a type that contains itself comes to an end.)
    @inlinable
    func read<T: JSONReadable>(_ type: T.Type) -> T {
        isProbe ? define(type) : T(reading: self)
    }

    @usableFromInline
    var isProbe: Bool {
        if case .probe = place { true } else { false }
    }

    @usableFromInline
    func define<T: JSONReadable>(_ type: T.Type) -> T {
        guard let probe = reading.probe, case .probe(let place) = place, !(type is any JSONInlineReadable.Type) else {
            return T(reading: self)
        }
        let new = probe.define(type, named: String(describing: type), T.jsonSchemaNotes, at: place)
        return T(reading: JSONValueReader(reading: reading, place: new.map { .probe($0) } ?? .placeholder(depth: 0)))
    }
}
