import JSON

/// A request for fulfillment, from fulfillment's summary.
struct FulfillmentView: Sendable, Equatable {
    let order: OrderView
}

extension FulfillmentView: JSONReadable {
    init(reading value: JSONValueReader) {
        // Documents of old versions may lack an order: they count as older ones.
        order = value.object().optional("order") ?? OrderView(guid: "", history: [])
    }
}

/// `/fulfillments/summary`.
struct FulfillmentsView: Sendable, Equatable {
    let fulfillments: [FulfillmentView]

    /// More than one for an order is a fault that is to be found.
    var byOrder: [String: [FulfillmentView]] {
        Dictionary(grouping: fulfillments, by: \.order.guid)
    }
}

extension FulfillmentsView: JSONReadable {
    init(reading value: JSONValueReader) {
        fulfillments = value.object().required("fulfillments") { $0.array() }
    }
}
