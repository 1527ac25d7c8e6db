import FoundationEssentials
import JSON
import Outbox
import StorefrontContracts

/// Maps a customer's new state to the event that tells it: the state without cards, or no value for a deletion.
struct CustomerChangedPublisher: Sendable {
    let topic: String

    func event(for customer: Customer, at timeMilliseconds: Int64) -> OutboxEvent {
        OutboxEvent(
            id: UUID().uuidString.lowercased(), topic: topic, key: customer.id, type: CustomerChangeEvent.type.name,
            typeID: CustomerChangeEvent.type.javaClass, subject: customer.id, sequence: customer.version,
            timeMilliseconds: timeMilliseconds, value: payload(customer)?.jsonBytes())
    }

    private func payload(_ customer: Customer) -> CustomerChangeEvent? {
        customer.details.map {
            CustomerChangeEvent(id: customer.id, name: $0.name, contact: $0.contact, addresses: $0.addresses)
        }
    }
}
