/// One generic `encode` is the witness of all of the protocol's overloads.
struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let builder: ContainerBuilder

    var codingPath: [any CodingKey] { builder.place.codingPath }

    func encodeNil(forKey key: Key) throws { try builder.append(BSONValue.null, key: key) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try builder.append(value, key: key) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(KeyedWriter<Nested>(builder: builder.nested(isArray: false, key: key)))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ArrayWriter(builder: builder.nested(isArray: true, key: key))
    }

    func superEncoder() -> any Encoder { builder.nestedEncoder(key: NamedKey("super")) }

    func superEncoder(forKey key: Key) -> any Encoder { builder.nestedEncoder(key: key) }
}

struct ArrayWriter: UnkeyedEncodingContainer {
    let builder: ContainerBuilder

    var codingPath: [any CodingKey] { builder.place.codingPath }

    var count: Int { builder.count }

    func encodeNil() throws { try builder.append(BSONValue.null, key: nil) }

    func encode<T: Encodable>(_ value: T) throws { try builder.append(value, key: nil) }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(KeyedWriter<Nested>(builder: builder.nested(isArray: false, key: nil)))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        ArrayWriter(builder: builder.nested(isArray: true, key: nil))
    }

    func superEncoder() -> any Encoder { builder.nestedEncoder(key: nil) }
}

struct SingleValueWriter: SingleValueEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() throws { encoder.setNull() }

    func encode<T: Encodable>(_ value: T) throws { try encoder.set(value) }
}
