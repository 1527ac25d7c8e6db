/// One generic `decode` is the witness of all of the protocol's overloads.
struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ElementDecoder
    let slice: BSONSlice

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] {
        var keys: [Key] = []
        slice.forEach { if let key = Key(stringValue: $0.key) { keys.append(key) } }
        return keys
    }

    func contains(_ key: Key) -> Bool { decoder.find(key, in: slice) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try child(key).isNull }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let element = decoder.find(key, in: slice) else { return nil }
        let child = ElementDecoder(element: element, parent: decoder, key: key)
        return child.isNull ? nil : try child.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try child(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try child(NamedKey("super")) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }

    private func child(_ key: any CodingKey) throws -> ElementDecoder {
        guard let element = decoder.find(key, in: slice) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no member \"\(key.stringValue)\""))
        }
        return ElementDecoder(element: element, parent: decoder, key: key)
    }
}

struct ArrayReader: UnkeyedDecodingContainer {
    let decoder: ElementDecoder
    private let slice: BSONSlice
    private var next: BSONElement?
    private(set) var currentIndex = 0

    init(decoder: ElementDecoder, slice: BSONSlice) {
        self.decoder = decoder
        self.slice = slice
        next = slice.element(at: BSONSlice.start)
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var count: Int? {
        var count = 0
        slice.forEach { _ in count += 1 }
        return count
    }

    var isAtEnd: Bool { next == nil }

    mutating func decodeNil() throws -> Bool {
        guard try child(Never.self).isNull else { return false }
        advance()
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try child(type).decode(type)
        advance()
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let container = try child([String: Any].self).container(keyedBy: type)
        advance()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try child([Any].self).unkeyedContainer()
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try child((any Decoder).self)
        advance()
        return decoder
    }

    private func child(_ type: Any.Type) throws -> ElementDecoder {
        guard let next else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: codingPath, debugDescription: "the array ends after \(currentIndex) elements"))
        }
        return ElementDecoder(element: next, parent: decoder, key: NamedKey(currentIndex))
    }

    private mutating func advance() {
        next = next.flatMap { slice.element(at: $0.nextOffset) }
        currentIndex += 1
    }
}

struct SingleValueReader: SingleValueDecodingContainer {
    let decoder: ElementDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.isNull }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
}

/// A name or an index in a coding path.
struct NamedKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ name: String) {
        stringValue = name
        intValue = nil
    }

    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init?(stringValue: String) { self.init(stringValue) }

    init?(intValue: Int) { self.init(intValue) }
}
