import ServiceHost
import StorefrontContracts

/// orders.order.change: an order that is to be shipped.
struct FulfillmentRequestedHandler: Sendable {
    let accept: AcceptFulfillment

    func callAsFunction(_ batch: [Delivery<FulfillmentRequestEvent>]) throws -> [RejectedDelivery] {
        var requests: [(index: Int, request: AcceptFulfillment.Request)] = []
        var rejected: [RejectedDelivery] = []
        for (index, delivery) in batch.enumerated() {
            guard let event = delivery.event else {
                rejected.append(
                    RejectedDelivery(index: index, code: "no-value", reason: "a fulfillment request has a value"))
                continue
            }
            do throws(EventFault) {
                requests.append((index, try request(event, delivery)))
            } catch {
                rejected.append(RejectedDelivery(index: index, error))
            }
        }
        let others = try accept(requests.map(\.request))
        return rejected
            + others.map { position, owner in
                RejectedDelivery(
                    index: requests[position].index, code: "other-customers-order",
                    reason: "the order belongs to customer \(owner)")
            }
    }

    /// Spring peers send neither of the two versions.
    private func request(
        _ event: FulfillmentRequestEvent, _ delivery: Delivery<FulfillmentRequestEvent>
    ) throws(EventFault) -> AcceptFulfillment.Request {
        AcceptFulfillment.Request(
            event: event, customerVersion: try delivery.sequence(ofExtension: EventExtension.customerSequence) ?? 0,
            version: try delivery.sequence(ofExtension: EventExtension.fulfillmentSequence) ?? 1)
    }
}
