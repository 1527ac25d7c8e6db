import FoundationEssentials
import JSON
import Outbox
import StorefrontContracts

/// Maps a customer's new state to the event that tells it: the state without cards, or no value for a deletion.
struct CustomerChangedPublisher: Sendable {
    let topic: String

    /// Nil for a customer of the demo without name or contact, whom no event can tell.
    func event(for customer: Customer, at timeMilliseconds: Int64) -> OutboxEvent? {
        let payload = payload(customer)
        if payload == nil, customer.details != nil { return nil }
        return OutboxEvent(
            id: UUID().uuidString.lowercased(), topic: topic, key: customer.id, type: CustomerChangeEvent.type.name,
            typeID: CustomerChangeEvent.type.javaClass, subject: customer.id, sequence: customer.version,
            timeMilliseconds: timeMilliseconds, value: payload?.jsonBytes())
    }

    private func payload(_ customer: Customer) -> CustomerChangeEvent? {
        guard let details = customer.details, let name = details.name, let contact = details.contact else { return nil }
        return CustomerChangeEvent(id: customer.id, name: name, contact: contact, addresses: details.addresses)
    }
}
