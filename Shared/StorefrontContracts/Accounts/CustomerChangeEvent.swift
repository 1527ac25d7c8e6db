public import JSON

/// The full current state of a customer, without the cards. A deletion is a record without a value.
public struct CustomerChangeEvent: Sendable, Equatable {
    public static let type = EventType(
        name: "com.storefront.CustomerChangeEvent", javaClass: "com.storefront.model.CustomerChangeEvent")

    public var id: String
    public var name: Name
    public var contact: Contact
    public var addresses: [Address]

    public init(id: String, name: Name, contact: Contact, addresses: [Address]) {
        self.id = id
        self.name = name
        self.contact = contact
        self.addresses = addresses
    }
}

extension CustomerChangeEvent: JSONReadable, JSONObjectWritable {
    public static var jsonSchemaNotes: JSONSchemaNotes {
        JSONSchemaNotes("The full current state of a customer, without the cards.")
    }

    public init(reading value: JSONValueReader) {
        let object = value.object()
        id = object.required("id") { $0.string(Limits.identifier) }
        name = object.required("name")
        contact = object.required("contact")
        addresses = object.required("addresses") { $0.array(count: Limits.addresses) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("contact", contact)
        writer.member("addresses", addresses)
    }
}
