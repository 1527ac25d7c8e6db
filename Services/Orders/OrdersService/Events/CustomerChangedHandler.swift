import ServiceHost
import StorefrontContracts

/// accounts.customer.change: a customer's new state, or no value when it was deleted.
struct CustomerChangedHandler: Sendable {
    let customers: any CustomerOrdersRepository

    func callAsFunction(_ batch: [Delivery<CustomerChangeEvent>]) throws -> [RejectedDelivery] {
        let (rounds, rejected) = batch.customerChanges()
        for changes in rounds {
            try customers.follow(
                changes.map { change in
                    CustomerNews(
                        id: change.id, sequence: change.sequence,
                        customer: change.state.map {
                            CustomerCopy(name: $0.name, contact: $0.contact, addresses: $0.addresses)
                        })
                })
        }
        return rejected
    }
}
