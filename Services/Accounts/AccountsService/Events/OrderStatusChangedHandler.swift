import ServiceHost
import StorefrontContracts

/// Both status topics: the orders service's and fulfillment's. Nothing here can be refused: a report of an order that is
/// not known yet makes it known.
struct OrderStatusChangedHandler: Sendable {
    let owner: OrderStatusOwner
    let summaries: any OrderSummaryRepository

    func callAsFunction(_ batch: [Delivery<OrderStatusChangeEvent>]) throws -> [RejectedDelivery] {
        try summaries.record(
            batch.compactMap { delivery in
                delivery.event.map { event in
                    OrderStatusReport(
                        guid: event.guid, customerID: event.customerId, owner: owner, sequence: delivery.sequence,
                        status: event.orderStatusEvent)
                }
            })
        return batch.indices.filter { batch[$0].event == nil }.map {
            RejectedDelivery(index: $0, code: "no-value", reason: "an order status change has a value")
        }
    }
}
