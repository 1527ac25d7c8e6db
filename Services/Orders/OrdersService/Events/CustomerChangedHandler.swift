import ServiceHost
import StorefrontContracts

/// accounts.customer.change: a customer's new state, or no value when it was deleted.
struct CustomerChangedHandler: Sendable {
    let follow: FollowCustomer

    func callAsFunction(_ batch: [Delivery<CustomerChangeEvent>]) throws -> [RejectedDelivery] {
        var rejected: [RejectedDelivery] = []
        let news = batch.enumerated().compactMap { index, delivery -> CustomerNews? in
            guard let id = delivery.event?.id ?? delivery.key else {
                rejected.append(
                    RejectedDelivery(index: index, code: "no-key", reason: "a deletion names its customer in the key"))
                return nil
            }
            return CustomerNews(
                id: id, sequence: delivery.sequence,
                customer: delivery.event.map {
                    CustomerCopy(name: $0.name, contact: $0.contact, addresses: $0.addresses)
                })
        }
        try follow(news)
        return rejected
    }
}
