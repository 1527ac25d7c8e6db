import ServiceHost
import StorefrontContracts

/// orders.order.change: an order that is to be shipped.
struct FulfillmentRequestedHandler: Sendable {
    let accept: AcceptFulfillment

    func callAsFunction(_ batch: [Delivery<FulfillmentRequestEvent>]) throws -> [RejectedDelivery] {
        try accept(
            batch.compactMap { delivery in
                delivery.event.map { event in
                    let customerVersion = delivery.header("ce_\(EventExtension.customerSequence)").flatMap { Int64($0) }
                    return (event, customerVersion ?? 0)
                }
            })
        return batch.indices.filter { batch[$0].event == nil }.map {
            RejectedDelivery(index: $0, code: "no-value", reason: "a fulfillment request has a value")
        }
    }
}
