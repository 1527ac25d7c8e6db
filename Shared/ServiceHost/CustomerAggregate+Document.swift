public import BSON
public import StorefrontContracts

extension CustomerAggregate {
    /// What a stored customer, or a copy of one, says of itself, part by part.
    ///
    /// - Parameters:
    ///   - field: where its version lies.
    ///   - digests: read from what is kept of the customer; not asked for of a deleted one.
    public init(
        _ document: BSONDocument, versionIn field: String = "version",
        digests: (inout DocumentParts) -> CustomerDigests
    ) {
        var parts = DocumentParts(document)
        let isDeleted = parts.read("deleted") ?? false
        let kept = isDeleted ? nil : digests(&parts)
        let version: Int64 = parts.read(field, named: "version") ?? 0
        self.init(
            id: document["_id"]?.idString ?? "", version: version, deleted: isDeleted, digests: kept,
            unreadable: parts.unreadable)
    }
}

extension CustomerDigests {
    /// Of a document with the members `name`, `contact` and `addresses`.
    public static func ofAddresses(_ parts: inout DocumentParts) -> CustomerDigests {
        CustomerDigests(
            name: parts.read("name"), contact: parts.read("contact"), addresses: parts.read("addresses"))
    }
}
