/// Header fields in their order; names are compared without case, and several fields of one name are kept.
///
/// The fields of a request stay the bytes that came until somebody asks for one: a lookup compares bytes and makes one
/// string, so that the many fields nobody reads cost nothing.
public struct Headers: Sendable, ExpressibleByDictionaryLiteral {
    private enum Storage {
        case received(ReceivedFields)
        case made([(name: String, value: String)])
    }
    private var storage: Storage

    public init() { storage = .made([]) }
    public init(dictionaryLiteral elements: (String, String)...) {
        storage = .made(elements.map { (name: $0.0, value: $0.1) })
    }
    init(_ received: ReceivedFields) { storage = .received(received) }

    /// The value of the first field of this name. Setting replaces all fields of the name; nil removes them.
    ///
    /// Received bytes that are no UTF-8 show as U+FFFD.
    public subscript(name: String) -> String? {
        get {
            switch storage {
            case .received(let fields): fields.first(name)
            case .made(let fields): fields.first { isSameName($0.name, name) }?.value
            }
        }
        set {
            var fields = all
            let place = fields.firstIndex { isSameName($0.name, name) }
            if let newValue, let place {
                fields[place].value = newValue
                let rest = fields[(place + 1)...].filter { !isSameName($0.name, name) }
                fields = fields[...place] + rest
            } else if let newValue {
                fields.append((name, newValue))
            } else {
                fields.removeAll { isSameName($0.name, name) }
            }
            storage = .made(fields)
        }
    }

    /// The values of all fields of this name, in order.
    public func values(_ name: String) -> [String] {
        all.filter { isSameName($0.name, name) }.map(\.value)
    }

    /// Adds a field behind the others.
    public mutating func add(_ name: String, _ value: String) {
        var fields = all
        storage = .made([])  // The array below is then the only one, and grows in place.
        fields.append((name, value))
        storage = .made(fields)
    }

    /// All fields, in order, with names as they were written.
    public var all: [(name: String, value: String)] {
        switch storage {
        case .received(let fields): fields.all
        case .made(let fields): fields
        }
    }
}

private func isSameName(_ one: String, _ other: String) -> Bool {
    one.utf8.count == other.utf8.count
        && zip(one.utf8, other.utf8).allSatisfy { lowercased($0) == lowercased($1) }
}

/// ASCII only, as field names are.
func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte }
