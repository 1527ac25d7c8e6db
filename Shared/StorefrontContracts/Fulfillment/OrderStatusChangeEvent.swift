public import JSON

/// One status step of one order, from whoever owns the order's status at that time.
public struct OrderStatusChangeEvent: Sendable, Equatable {
    public static let type = EventType(
        name: "com.storefront.OrderStatusChangeEvent", javaClass: "com.storefront.model.OrderStatusChangeEvent")

    /// The order.
    public var guid: String
    public var orderStatusEvent: OrderStatusEvent
    /// Absent in events of Spring peers.
    public var customerId: String?

    public init(guid: String, orderStatusEvent: OrderStatusEvent, customerId: String?) {
        self.guid = guid
        self.orderStatusEvent = orderStatusEvent
        self.customerId = customerId
    }
}

extension OrderStatusChangeEvent: JSONReadable, JSONObjectWritable {
    public static var jsonSchemaNotes: JSONSchemaNotes {
        JSONSchemaNotes("One status step of one order, from whoever owns the status at that time.")
    }

    public init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid") { $0.string(Limits.identifier) }
        orderStatusEvent = object.required("orderStatusEvent")
        customerId = object.optional("customerId") { $0.string(Limits.identifier) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("orderStatusEvent", orderStatusEvent)
        if let customerId { writer.member("customerId", customerId) }
    }
}
