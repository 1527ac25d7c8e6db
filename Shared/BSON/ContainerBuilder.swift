/// One document or array while it is written.
///
/// Values go straight into the BSON. A nested container that stays open while its parent goes on (`nestedContainer`,
/// `superEncoder`) cuts the parent into parts, which `finish` joins in the order in which they were begun.
final class ContainerBuilder {
    private enum Part {
        case elements(BSONDocument.Storage)
        case container(key: String, ContainerBuilder)
        case value(key: String, ValueEncoder)
    }

    let place: EncodingPlace
    let isArray: Bool
    /// Several containers write this one document, who may not know of each other.
    var isShared = false
    private(set) var count = 0
    private var earlier: [Part] = []
    private var current = BSONDocument.Storage()

    init(_ place: EncodingPlace, isArray: Bool) {
        self.place = place
        self.isArray = isArray
    }

    /// `key` is nil in an array.
    func append<T: Encodable>(_ value: T, key: (any CodingKey)?) throws {
        if let scalar = try ScalarEncoding.value(of: value, codingPath: { self.path(to: key) }) {
            return try append(scalar, key: key)
        }
        let place = child(key)
        guard place.depth <= BSONDocument.maximumDepth else {
            throw place.invalid("nested deeper than \(BSONDocument.maximumDepth) levels")
        }
        let child = ValueEncoder(place)
        try value.encode(to: child)
        switch try child.finish() {
        case .null: if isArray { try append(.null, key: key) }
        case .nothing: try append(BSONDocument.Storage(), asArray: false, key: key)
        case .value(let value): try append(value, key: key)
        case .container(let builder): try append(try builder.finish(), asArray: builder.isArray, key: key)
        }
    }

    func append(_ value: BSONValue, key: (any CodingKey)?) throws {
        try check(current.append(name(key), value), key)
    }

    func nested(isArray: Bool, key: (any CodingKey)?) -> ContainerBuilder {
        let builder = ContainerBuilder(child(key), isArray: isArray)
        open(.container(key: name(key), builder))
        return builder
    }

    func nestedEncoder(key: (any CodingKey)?) -> ValueEncoder {
        let encoder = ValueEncoder(child(key))
        open(.value(key: name(key), encoder))
        return encoder
    }

    func finish() throws -> BSONDocument.Storage {
        let whole = try joined()
        if isShared, let name = whole.slice.firstDuplicateKey {
            throw place.invalid("the member \(name) is written twice")
        }
        return whole
    }

    private func joined() throws -> BSONDocument.Storage {
        guard !earlier.isEmpty else { return current }
        let whole = BSONDocument.Storage()
        for part in earlier + [.elements(current)] {
            let fits =
                switch part {
                case .elements(let elements): whole.appendAll(of: elements)
                case .container(let key, let builder): whole.append(key, try builder.finish(), asArray: builder.isArray)
                case .value(let key, let encoder): try append(encoder, key, to: whole)
                }
            try check(fits, nil)
        }
        return whole
    }

    private func append(_ encoder: ValueEncoder, _ key: String, to whole: BSONDocument.Storage) throws -> Bool {
        switch try encoder.finish() {
        case .null, .nothing: isArray ? whole.append(key, BSONValue.null) : true
        case .value(let value): whole.append(key, value)
        case .container(let builder): whole.append(key, try builder.finish(), asArray: builder.isArray)
        }
    }

    private func append(_ storage: BSONDocument.Storage, asArray: Bool, key: (any CodingKey)?) throws {
        try check(current.append(name(key), storage, asArray: asArray), key)
    }

    private func open(_ part: Part) {
        earlier += [.elements(current), part]
        current = BSONDocument.Storage()
    }

    private func name(_ key: (any CodingKey)?) -> String {
        defer { count += 1 }
        return key?.stringValue ?? String(count)
    }

    private func child(_ key: (any CodingKey)?) -> EncodingPlace {
        EncodingPlace(parent: place, key: key ?? NamedKey(count))
    }

    private func path(to key: (any CodingKey)?) -> [any CodingKey] {
        child(key).codingPath
    }

    private func check(_ appended: Bool, _ key: (any CodingKey)?) throws {
        guard !appended else { return }
        let message = "a member's name holds a NUL, a regular expression does, or the document passes 2 GiB"
        throw EncodingError.invalidValue(
            key?.stringValue ?? "", .init(codingPath: path(to: key), debugDescription: message))
    }
}
