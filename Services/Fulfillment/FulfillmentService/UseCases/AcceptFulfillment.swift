import StorefrontContracts

/// Takes requests of orders, one fulfillment per order however often it is asked for.
struct AcceptFulfillment: Sendable {
    let fulfillments: any FulfillmentRepository

    struct Request: Sendable {
        let event: FulfillmentRequestEvent
        /// The version of the customer that the request was made from; 0 when unknown.
        let customerVersion: Int64
        /// Where the order's version goes on: more than 1 for an order that was here before and got lost.
        let version: Int64
    }

    /// Returns those whose order is here for another customer, by index, with the id of that customer.
    func callAsFunction(_ requests: [Request]) throws -> [Int: String] {
        try fulfillments.accept(
            requests.map {
                Fulfillment(
                    accepting: $0.event, as: fulfillments.nextID(), customerVersion: $0.customerVersion,
                    version: $0.version)
            })
    }
}
