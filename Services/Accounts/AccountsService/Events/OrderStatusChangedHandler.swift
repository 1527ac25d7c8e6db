import ServiceHost
import StorefrontContracts

/// Both status topics: the orders service's and fulfillment's. A report of an order that is not known yet makes it known.
struct OrderStatusChangedHandler: Sendable {
    let owner: OrderStatusOwner
    let summaries: any OrderSummaryRepository

    func callAsFunction(_ batch: [Delivery<OrderStatusChangeEvent>]) throws -> [RejectedDelivery] {
        let reports = batch.enumerated().compactMap { index, delivery in
            delivery.event.map { event in
                (
                    index,
                    OrderStatusReport(
                        guid: event.guid, customerID: event.customerId, owner: owner, sequence: delivery.sequence,
                        status: event.orderStatusEvent)
                )
            }
        }
        let others = try summaries.record(reports.map(\.1))
        let withoutValue = batch.indices.filter { batch[$0].event == nil }.map {
            RejectedDelivery(index: $0, code: "no-value", reason: "an order status change has a value")
        }
        return withoutValue
            + others.map { place, customer in
                RejectedDelivery(
                    index: reports[place].0, code: "other-customers-order",
                    reason: "the order belongs to customer \(customer)")
            }
    }
}
