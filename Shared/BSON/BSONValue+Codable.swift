extension BSONValue: Codable {
    /// Any value of a document. Only a `BSONDecoder` has one to give; any other decoder makes this throw.
    public init(from decoder: any Decoder) throws {
        guard let value = decoder.bsonValue() else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "only BSON holds a BSON value"))
        }
        self = value
    }

    /// Any value of a document. Only a `BSONEncoder` takes one; any other encoder makes this throw.
    public func encode(to encoder: any Encoder) throws {
        guard encoder.encodeBSON(self) else {
            throw EncodingError.invalidValue(
                self, .init(codingPath: encoder.codingPath, debugDescription: "only BSON holds a BSON value"))
        }
    }
}

extension BSONDocument: Codable {
    /// Only a `BSONDecoder` has a document to give; any other decoder makes this throw.
    public init(from decoder: any Decoder) throws {
        let value = try BSONValue(from: decoder)
        guard case .document(let document) = value else { throw decoder.bsonMismatch(BSONDocument.self, found: value) }
        self = document
    }

    /// Only a `BSONEncoder` takes a document; any other encoder makes this throw.
    public func encode(to encoder: any Encoder) throws {
        try BSONValue.document(self).encode(to: encoder)
    }
}

extension Decoder {
    /// The whole value that is being decoded, when this decoder reads BSON.
    func bsonValue() -> BSONValue? {
        (self as? ElementDecoder)?.reader.element.value()
    }

    func bsonMismatch(_ type: Any.Type, found: BSONValue) -> DecodingError {
        .typeMismatch(
            type, .init(codingPath: codingPath, debugDescription: "expected \(type), found \(found.typeName)"))
    }
}

extension Encoder {
    /// Takes the value as it is, when this encoder writes BSON; else false.
    func encodeBSON(_ value: BSONValue) -> Bool {
        guard let encoder = self as? ValueEncoder else { return false }
        encoder.set(value)
        return true
    }
}
