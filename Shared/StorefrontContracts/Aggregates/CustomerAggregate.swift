public import JSON

/// What a service says of a customer: accounts of its own, the others of their copies.
public struct CustomerAggregate: Sendable, Equatable {
    public var id: String
    /// The customer's version: its own in accounts, that of the newest event that was applied elsewhere; 0 when unknown.
    public var version: Int64
    public var deleted: Bool
    /// Nil for a deleted one.
    public var digests: CustomerDigests?
    /// Groups of fields that are there and cannot be read; they have no digest.
    public var unreadable: [String]

    public init(
        id: String, version: Int64, deleted: Bool, digests: CustomerDigests?, unreadable: [String] = []
    ) {
        self.id = id
        self.version = version
        self.deleted = deleted
        self.digests = digests
        self.unreadable = unreadable
    }
}

/// A digest for each group of a customer's fields that events carry. Nil: the service does not have the group.
public struct CustomerDigests: Sendable, Equatable {
    public var name: ContentDigest?
    public var contact: ContentDigest?
    /// Of the whole list.
    public var addresses: ContentDigest?
    /// Of the one address that orders go to.
    public var shipping: ContentDigest?

    public init(name: Name?, contact: Contact?, addresses: [Address]? = nil, shipping: Address? = nil) {
        self.name = name.map { ContentDigest(of: $0) }
        self.contact = contact.map { ContentDigest(of: $0) }
        self.addresses = addresses.map { ContentDigest(of: $0) }
        self.shipping = (shipping ?? addresses?.shipping).map { ContentDigest(of: $0) }
    }
}

extension CustomerAggregate: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        id = object.required("id") { $0.string() }
        version = object.required("version")
        deleted = object.required("deleted")
        digests = object.optional("digests")
        unreadable = object.optional("unreadable") ?? []
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("version", version)
        writer.member("deleted", deleted)
        if let digests { writer.member("digests", digests) }
        if !unreadable.isEmpty { writer.member("unreadable", unreadable) }
    }
}

extension CustomerDigests: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        name = object.optional("name")
        contact = object.optional("contact")
        addresses = object.optional("addresses")
        shipping = object.optional("shipping")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        if let name { writer.member("name", name) }
        if let contact { writer.member("contact", contact) }
        if let addresses { writer.member("addresses", addresses) }
        if let shipping { writer.member("shipping", shipping) }
    }
}
