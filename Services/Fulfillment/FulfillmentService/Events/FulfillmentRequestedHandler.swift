import ServiceHost
import StorefrontContracts

/// orders.order.change: an order that is to be shipped.
struct FulfillmentRequestedHandler: Sendable {
    let accept: AcceptFulfillment

    func callAsFunction(_ batch: [Delivery<FulfillmentRequestEvent>]) throws -> [RejectedDelivery] {
        try accept(
            batch.compactMap { delivery in
                delivery.event.map { event in
                    AcceptFulfillment.Request(
                        event: event, customerVersion: delivery.number(EventExtension.customerSequence) ?? 0,
                        version: delivery.number(EventExtension.fulfillmentSequence) ?? 1)
                }
            })
        return batch.indices.filter { batch[$0].event == nil }.map {
            RejectedDelivery(index: $0, code: "no-value", reason: "a fulfillment request has a value")
        }
    }
}

extension Delivery {
    /// An extension attribute that is a decimal; nil when it is absent or something else.
    fileprivate func number(_ attribute: String) -> Int64? { header("ce_\(attribute)").flatMap { Int64($0) } }
}
