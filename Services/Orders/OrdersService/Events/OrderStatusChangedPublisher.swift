import FoundationEssentials
import JSON
import Outbox
import StorefrontContracts

/// Maps a step that orders made to the event that tells it.
struct OrderStatusChangedPublisher: Sendable {
    let topic: String

    func event(
        for order: Order, status: OrderStatusEvent, customerID: String, at timeMilliseconds: Int64
    ) -> OutboxEvent {
        let payload = OrderStatusChangeEvent(guid: order.guid, orderStatusEvent: status, customerId: customerID)
        return OutboxEvent(
            id: UUID().uuidString.lowercased(), topic: topic, key: order.guid, type: OrderStatusChangeEvent.type.name,
            typeID: OrderStatusChangeEvent.type.javaClass, subject: order.guid, sequence: order.version,
            timeMilliseconds: timeMilliseconds, value: payload.jsonBytes())
    }
}
