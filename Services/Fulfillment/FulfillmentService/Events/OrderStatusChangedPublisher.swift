import FoundationEssentials
import JSON
import Outbox
import StorefrontContracts

/// Maps a step that fulfillment made to the event that tells it.
struct OrderStatusChangedPublisher: Sendable {
    let topic: String

    func event(
        for fulfillment: Fulfillment, step: OrderStatusEvent, sequence: Int64, at timeMilliseconds: Int64
    ) -> OutboxEvent {
        let guid = fulfillment.order.guid
        let payload = OrderStatusChangeEvent(
            guid: guid, orderStatusEvent: step, customerId: fulfillment.customerID)
        return OutboxEvent(
            id: UUID().uuidString.lowercased(), topic: topic, key: guid, type: OrderStatusChangeEvent.type.name,
            typeID: OrderStatusChangeEvent.type.javaClass, subject: guid, sequence: sequence,
            timeMilliseconds: timeMilliseconds, value: payload.jsonBytes())
    }
}
