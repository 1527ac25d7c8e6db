/// The encoder of one value. Used on one thread, within one call of `BSONEncoder`.
final class ValueEncoder: Encoder {
    enum Content {
        case nothing
        case null
        case value(BSONValue)
        case container(ContainerBuilder)
    }

    private let parent: ValueEncoder?
    private let key: (any CodingKey)?
    let depth: Int
    private(set) var content = Content.nothing
    private var fault: String?

    init(parent: ValueEncoder?, key: (any CodingKey)?) {
        self.parent = parent
        self.key = key
        depth = (parent?.depth ?? 0) + 1
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Put together only when somebody asks, which is mostly an error.
    var codingPath: [any CodingKey] {
        (parent?.codingPath ?? []) + (key.map { [$0] } ?? [])
    }

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
        if let fault { throw invalid(fault) }
        return content
    }

    func invalid(_ message: String) -> EncodingError {
        .invalidValue("", .init(codingPath: codingPath, debugDescription: message))
    }

    private func builder(isArray: Bool) -> ContainerBuilder {
        if case .container(let builder) = content, builder.isArray == isArray {
            builder.isShared = !isArray
            return builder
        }
        let builder = ContainerBuilder(encoder: self, isArray: isArray)
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
