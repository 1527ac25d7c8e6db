/// The encoder of one value. Used on one thread, within one call of `BSONEncoder`.
final class ValueEncoder: Encoder {
    enum Content {
        case nothing
        case null
        case value(BSONValue)
        case container(ContainerBuilder)
    }

    let place: EncodingPlace
    private(set) var content = Content.nothing
    private var fault: String?

    init(_ place: EncodingPlace) {
        self.place = place
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { place.codingPath }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedWriter(builder: builder(isArray: false)))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        ArrayWriter(builder: builder(isArray: true))
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleValueWriter(encoder: self)
    }

    func set(_ value: BSONValue) {
        replaceContent(by: .value(value))
    }

    func setNull() {
        replaceContent(by: .null)
    }

    func set<T: Encodable>(_ value: T) throws {
        // A wrapper (an Optional, a raw value): what it wraps goes its own way with this same encoder.
        if let scalar = try ScalarEncoding.value(of: value, codingPath: { self.codingPath }) {
            set(scalar)
        } else {
            try value.encode(to: self)
        }
    }

    /// What was encoded. Throws when the value asked for containers that exclude each other.
    func finish() throws -> Content {
        if let fault { throw place.invalid(fault) }
        return content
    }

    private func builder(isArray: Bool) -> ContainerBuilder {
        if case .container(let builder) = content, builder.isArray == isArray {
            builder.isShared = !isArray
            return builder
        }
        let builder = ContainerBuilder(place, isArray: isArray)
        replaceContent(by: .container(builder))
        return builder
    }

    private func replaceContent(by new: Content) {
        if case .nothing = content {
            content = new
        } else {
            fault = "one value was encoded as two different things"
        }
    }
}
