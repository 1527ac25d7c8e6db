public import StorefrontContracts

/// What `accounts.customer.change` says of one customer.
public struct ReportedCustomer: Sendable, Equatable {
    public let id: String
    /// The customer's version; nil from Spring peers.
    public let sequence: Int64?
    /// Nil: deleted.
    public let state: CustomerChangeEvent?

    /// Whether applying this alone ends where applying `earlier` and then this does.
    ///
    /// Not so between changes with and without a version, since it depends on what is stored which of the two is applied;
    /// nor where one of them is a deletion, which keeps or takes away what was there; nor where only the earlier state has
    /// an address to ship to, since whoever keeps that one keeps it when a later state has none.
    fileprivate func replaces(_ earlier: ReportedCustomer) -> Bool {
        guard let state, let before = earlier.state, (sequence == nil) == (earlier.sequence == nil) else {
            return false
        }
        return state.addresses.shipping != nil || before.addresses.shipping == nil
    }
}

extension [Delivery<CustomerChangeEvent>] {
    /// The changes in rounds, each of which names a customer at most once. Applied one round after the other they end where
    /// the deliveries would, one by one: a newer state replaces older ones, so that there is one round in nearly all cases,
    /// and a second where a customer was changed and deleted. A deletion that does not name its customer in the key is
    /// rejected.
    ///
    /// It is for stores that apply a change with a version when it is above the stored one, and one without to what is not
    /// deleted.
    public func customerChanges() -> (rounds: [[ReportedCustomer]], rejected: [RejectedDelivery]) {
        var rounds: [[ReportedCustomer]] = []
        var latest: [String: LatestChange] = [:]
        var rejected: [RejectedDelivery] = []
        for (index, delivery) in enumerated() {
            guard let id = delivery.event?.id ?? delivery.key else {
                rejected.append(
                    RejectedDelivery(index: index, code: "no-key", reason: "a deletion names its customer in the key"))
                continue
            }
            let change = ReportedCustomer(id: id, sequence: delivery.sequence, state: delivery.event)
            let known = latest[id]
            // Repeated, or old.
            if let sequence = change.sequence, let highest = known?.sequence, sequence <= highest { continue }
            var place = known ?? LatestChange(round: -1, index: 0)
            place.sequence = change.sequence ?? place.sequence
            if known != nil, change.replaces(rounds[place.round][place.index]) {
                rounds[place.round][place.index] = change
            } else {
                place.round += 1
                if place.round == rounds.count { rounds.append([]) }
                place.index = rounds[place.round].count
                rounds[place.round].append(change)
            }
            latest[id] = place
        }
        return (rounds, rejected)
    }

    /// Where the latest change of a customer stands, and the highest version so far.
    private struct LatestChange {
        var round: Int
        var index: Int
        var sequence: Int64?
    }
}
