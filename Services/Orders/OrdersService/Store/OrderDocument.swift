import StorefrontContracts

/// An order as it lies in its customer's document: the members of the wire, and what only this service needs (`version`,
/// `status` for the index, `requestedAt`, and who made a step). Documents of the demo have none of the latter.
struct OrderDocument: Codable {
    struct Step: Codable {
        var timestamp: Int64
        var orderStatusType: OrderStatusType
        var note: String?
        var source: String?
        var sequence: Int64?

        var entry: OrderHistory.Entry {
            OrderHistory.Entry(
                event: OrderStatusEvent(timestamp: timestamp, orderStatusType: orderStatusType, note: note),
                isFulfillments: source == OrderDocument.fulfillment, sequence: sequence)
        }
    }

    var guid: String
    var orderStatusEvents: [Step]?
    var orderItems: [OrderItem]?
    var version: Int64?
    var status: OrderStatusType?
    var requestedAt: Int64?
    var operations: [String]?

    static let fulfillment = "fulfillment"

    init(_ order: Order) {
        guid = order.guid
        orderStatusEvents = order.history.entries.map {
            Step(
                timestamp: $0.event.timestamp, orderStatusType: $0.event.orderStatusType, note: $0.event.note,
                source: $0.isFulfillments ? Self.fulfillment : nil, sequence: $0.sequence)
        }
        orderItems = order.items
        version = order.version
        status = order.history.current?.orderStatusType
        requestedAt = order.requestedAt
        operations = order.operations.isEmpty ? nil : order.operations
    }

    var order: Order {
        Order(
            stored: guid, version: version ?? 0, history: OrderHistory((orderStatusEvents ?? []).map(\.entry)),
            items: orderItems ?? [], requestedAt: requestedAt, operations: operations ?? [])
    }
}

/// A customer's document as far as it is decoded; `_id` and `version` are read by hand.
struct CustomerOrdersDocument: Codable {
    var name: Name?
    var contact: Contact?
    var addresses: [Address]?
    var orders: [OrderDocument]?
    var customerVersion: Int64?
    var deleted: Bool?

    var customer: CustomerCopy? {
        guard let name, let contact else { return nil }
        return CustomerCopy(name: name, contact: contact, addresses: addresses ?? [])
    }
}
