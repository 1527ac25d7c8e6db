import ServiceHost
import StorefrontContracts

/// fulfillment.order.change: a step that fulfillment made.
struct OrderStatusChangedHandler: Sendable {
    let record: RecordOrderStatus

    func callAsFunction(_ batch: [Delivery<OrderStatusChangeEvent>]) throws -> [RejectedDelivery] {
        let steps = batch.enumerated().compactMap { index, delivery in
            delivery.event.map { event in
                (
                    index,
                    FulfillmentStep(
                        guid: event.guid, customerID: event.customerId,
                        entry: OrderHistory.Entry(
                            event: event.orderStatusEvent, isFulfillments: true, sequence: delivery.sequence))
                )
            }
        }
        let refusals = try record(steps.map(\.1))
        let withoutValue = batch.indices.filter { batch[$0].event == nil }.map {
            RejectedDelivery(index: $0, code: "no-value", reason: "an order status change has a value")
        }
        return withoutValue
            + refusals.map { position, refusal in
                RejectedDelivery(
                    index: steps[position].0, code: "other-customers-order",
                    reason: "the order belongs to customer \(refusal.owner)")
            }
    }
}
