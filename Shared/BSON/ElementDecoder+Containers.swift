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

    func contains(_ key: Key) -> Bool { decoder.find(key.stringValue, in: slice) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try child(key).isNull }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try child(key).decode(type) }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let element = decoder.find(key.stringValue, in: slice) else { return nil }
        let child = ElementReader(element: element, parent: decoder, key: key)
        return child.isNull ? nil : try child.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try ElementDecoder(child(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try ElementDecoder(child(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { ElementDecoder(try child(NamedKey("super"))) }

    func superDecoder(forKey key: Key) throws -> any Decoder { ElementDecoder(try child(key)) }

    private func child(_ key: some CodingKey) throws -> ElementReader {
        guard let element = decoder.find(key.stringValue, in: slice) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no member \"\(key.stringValue)\""))
        }
        return ElementReader(element: element, parent: decoder, key: key)
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
        let container = try ElementDecoder(child([String: Any].self)).container(keyedBy: type)
        advance()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try ElementDecoder(child([Any].self)).unkeyedContainer()
        advance()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = ElementDecoder(try child((any Decoder).self))
        advance()
        return decoder
    }

    private func child(_ type: Any.Type) throws -> ElementReader {
        guard let next else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: codingPath, debugDescription: "the array ends after \(currentIndex) elements"))
        }
        return ElementReader(element: next, parent: decoder, key: NamedKey(currentIndex))
    }

    private mutating func advance() {
        next = next.flatMap { slice.element(at: $0.nextOffset) }
        currentIndex += 1
    }
}

struct SingleValueReader: SingleValueDecodingContainer {
    let decoder: ElementDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.reader.isNull }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.reader.decode(type) }
}

/// A name or an index in a coding path; an index becomes text only when somebody asks.
enum NamedKey: CodingKey {
    case name(String)
    case index(Int)

    init(_ name: String) { self = .name(name) }

    init(_ index: Int) { self = .index(index) }

    init(stringValue: String) { self = .name(stringValue) }

    init(intValue: Int) { self = .index(intValue) }

    var stringValue: String {
        switch self {
        case .name(let name): name
        case .index(let index): String(index)
        }
    }

    var intValue: Int? {
        if case .index(let index) = self { index } else { nil }
    }
}
