import StorefrontContracts

/// Takes requests of orders, one fulfillment per order however often it is asked for.
struct AcceptFulfillment: Sendable {
    let fulfillments: any FulfillmentRepository

    func callAsFunction(_ requests: [(event: FulfillmentRequestEvent, customerVersion: Int64)]) throws {
        try fulfillments.accept(
            requests.map {
                Fulfillment(
                    accepting: $0.event, as: fulfillments.nextID(), customerVersion: $0.customerVersion)
            })
    }
}
