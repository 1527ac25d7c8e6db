import ServiceHost
import StorefrontContracts

/// accounts.customer.change: a customer's new state, or no value when it was deleted.
struct CustomerChangedHandler: Sendable {
    let fulfillments: any FulfillmentRepository

    func callAsFunction(_ batch: [Delivery<CustomerChangeEvent>]) throws -> [RejectedDelivery] {
        let (rounds, rejected) = batch.customerChanges()
        for changes in rounds {
            try fulfillments.follow(
                changes.map { change in
                    CustomerNews(
                        id: change.id, sequence: change.sequence,
                        recipient: change.state.map {
                            Recipient(name: $0.name, contact: $0.contact, address: $0.addresses.shipping)
                        })
                })
        }
        return rejected
    }
}
