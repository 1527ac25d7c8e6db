import FoundationEssentials
import JSON
import Outbox
import StorefrontContracts

/// Maps the request of an order to the event that tells fulfillment everything it needs.
struct FulfillmentRequestedPublisher: Sendable {
    let topic: String

    func event(
        for order: Order, of customer: CustomerCopy, to address: Address, in owner: CustomerOrders,
        at timeMilliseconds: Int64
    ) -> OutboxEvent {
        let payload = FulfillmentRequestEvent(
            timestamp: order.requestedAt ?? timeMilliseconds, name: customer.name, contact: customer.contact,
            address: address,
            order: RequestedOrder(
                guid: order.guid, orderStatusEvents: order.history.entries.map(\.event), orderItems: order.items),
            customerId: owner.id)
        var extensions = [EventExtension.customerSequence: "\(owner.customerVersion)"]
        if let sequence = order.history.fulfillmentSequence {
            extensions[EventExtension.fulfillmentSequence] = "\(sequence)"
        }
        return OutboxEvent(
            id: UUID().uuidString.lowercased(), topic: topic, key: order.guid,
            type: FulfillmentRequestEvent.type.name, typeID: FulfillmentRequestEvent.type.javaClass,
            subject: order.guid, sequence: order.version, timeMilliseconds: timeMilliseconds,
            value: payload.jsonBytes(),
            extensions: extensions)
    }
}
