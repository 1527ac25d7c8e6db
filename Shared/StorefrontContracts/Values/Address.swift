public import JSON

/// What an address is for.
public enum AddressType: String, Sendable, Hashable, Codable, CaseIterable {
    case billing = "BILLING"
    case shipping = "SHIPPING"
    case shippingAlternate = "SHIPPING_ALTERNATE"
}

/// A postal address of a customer.
public struct Address: Sendable, Hashable, Codable {
    public var type: AddressType
    public var description: String
    public var address1: String
    public var address2: String?
    public var city: String
    public var state: String
    public var postalCode: String

    public init(
        type: AddressType, description: String, address1: String, address2: String? = nil, city: String, state: String,
        postalCode: String
    ) {
        self.type = type
        self.description = description
        self.address1 = address1
        self.address2 = address2
        self.city = city
        self.state = state
        self.postalCode = postalCode
    }
}

extension [Address] {
    /// Where orders go: the first address of type SHIPPING, if there is one.
    public var shipping: Address? { first { $0.type == .shipping } }
}

extension Address: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        type = object.required("type") { $0.enumeration() }
        description = object.required("description") { $0.string(Limits.text) }
        address1 = object.required("address1") { $0.string(Limits.text) }
        address2 = object.optional("address2") { $0.string(Limits.text) }
        city = object.required("city") { $0.string(Limits.text) }
        state = object.required("state") { $0.string(Limits.text) }
        postalCode = object.required("postalCode") { $0.string(Limits.text) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("type", type.rawValue)
        writer.member("description", description)
        writer.member("address1", address1)
        writer.member("address2", address2)
        writer.member("city", city)
        writer.member("state", state)
        writer.member("postalCode", postalCode)
    }
}
