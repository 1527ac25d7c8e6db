import JSON
import StorefrontContracts

/// What fulfillment keeps of an order: its whole history and what to ship, without descriptions and prices.
struct FulfillmentOrder: Sendable, Equatable, Codable {
    struct Item: Sendable, Equatable, Codable {
        struct Product: Sendable, Equatable, Codable {
            var guid: String
            var title: String
        }

        var product: Product
        /// Pieces.
        var quantity: Int32
    }

    var guid: String
    /// Oldest first; the last one is the current status.
    var orderStatusEvents: [OrderStatusEvent]
    var orderItems: [Item]
}

extension FulfillmentOrder {
    /// The demo stored what a client left out as absent.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guid = try container.decode(String.self, forKey: .guid)
        orderStatusEvents =
            try container.decodeIfPresent([OrderStatusEvent].self, forKey: .orderStatusEvents) ?? []
        orderItems = try container.decodeIfPresent([Item].self, forKey: .orderItems) ?? []
    }

    init(_ requested: RequestedOrder) {
        guid = requested.guid
        orderStatusEvents = requested.orderStatusEvents
        orderItems = requested.orderItems.map {
            Item(product: .init(guid: $0.product.guid, title: $0.product.title), quantity: $0.quantity)
        }
    }
}

extension FulfillmentOrder: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("orderStatusEvents", orderStatusEvents)
        writer.member("orderItems", orderItems)
    }
}

extension FulfillmentOrder.Item: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("product", product)
        writer.member("quantity", Int64(quantity))
    }
}

extension FulfillmentOrder.Item.Product: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("title", title)
    }
}
