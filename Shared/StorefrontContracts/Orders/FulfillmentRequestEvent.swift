public import JSON

/// Everything that fulfillment needs to ship one order.
public struct FulfillmentRequestEvent: Sendable, Equatable {
    public static let type = EventType(
        name: "com.storefront.FulfillmentRequestEvent", javaClass: "com.storefront.model.FulfillmentRequestEvent")

    /// When orders asked, in milliseconds since 1970-01-01 UTC.
    public var timestamp: Int64
    public var name: Name
    public var contact: Contact
    /// Where to ship.
    public var address: Address
    public var order: RequestedOrder
    /// Absent in requests of Spring peers.
    public var customerId: String?

    public init(
        timestamp: Int64, name: Name, contact: Contact, address: Address, order: RequestedOrder, customerId: String?
    ) {
        self.timestamp = timestamp
        self.name = name
        self.contact = contact
        self.address = address
        self.order = order
        self.customerId = customerId
    }
}

/// The order as orders saw it when it asked.
public struct RequestedOrder: Sendable, Equatable {
    public var guid: String
    public var orderStatusEvents: [OrderStatusEvent]
    public var orderItems: [OrderItem]

    public init(guid: String, orderStatusEvents: [OrderStatusEvent], orderItems: [OrderItem]) {
        self.guid = guid
        self.orderStatusEvents = orderStatusEvents
        self.orderItems = orderItems
    }
}

extension FulfillmentRequestEvent: JSONReadable, JSONObjectWritable {
    public static var jsonSchemaNotes: JSONSchemaNotes {
        JSONSchemaNotes(
            "Everything that fulfillment needs to ship one order; timestamp is when orders asked, in milliseconds since "
                + "1970-01-01 UTC.")
    }

    public init(reading value: JSONValueReader) {
        let object = value.object()
        timestamp = object.required("timestamp") { $0.integer(in: 0...Int64.max) }
        name = object.required("name")
        contact = object.required("contact")
        address = object.required("address")
        order = object.required("order")
        customerId = object.optional("customerId") { $0.string(Limits.identifier) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("timestamp", timestamp)
        writer.member("name", name)
        writer.member("contact", contact)
        writer.member("address", address)
        writer.member("order", order)
        if let customerId { writer.member("customerId", customerId) }
    }
}

extension RequestedOrder: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid") { $0.string(Limits.identifier) }
        orderStatusEvents = object.required("orderStatusEvents") { $0.array(count: Limits.history) }
        orderItems = object.required("orderItems") { $0.array(count: Limits.orderItems) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("orderStatusEvents", orderStatusEvents)
        writer.member("orderItems", orderItems)
    }
}
