public import StorefrontContracts

/// What a batch of `accounts.customer.change` says of one customer in the end.
public struct ReportedCustomer: Sendable {
    public let id: String
    /// The customer's version; nil from Spring peers.
    public let sequence: Int64?
    /// Nil: deleted.
    public let state: CustomerChangeEvent?
}

extension [Delivery<CustomerChangeEvent>] {
    /// The newest change of each customer, in the order in which the customers first appear: by version, or, where one of
    /// two has none, by arrival. A deletion that does not name its customer in the key is rejected.
    public func newestOfEachCustomer() -> (changes: [ReportedCustomer], rejected: [RejectedDelivery]) {
        var changes: [ReportedCustomer] = []
        var places: [String: Int] = [:]
        var rejected: [RejectedDelivery] = []
        for (index, delivery) in enumerated() {
            guard let id = delivery.event?.id ?? delivery.key else {
                rejected.append(
                    RejectedDelivery(index: index, code: "no-key", reason: "a deletion names its customer in the key"))
                continue
            }
            let change = ReportedCustomer(id: id, sequence: delivery.sequence, state: delivery.event)
            guard let place = places[id] else {
                places[id] = changes.count
                changes.append(change)
                continue
            }
            if let known = changes[place].sequence, let sequence = change.sequence, sequence < known { continue }
            changes[place] = change
        }
        return (changes, rejected)
    }
}
