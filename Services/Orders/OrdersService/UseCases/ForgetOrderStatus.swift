import StorefrontContracts

/// Takes fulfillment's steps out of histories, before fulfillment tells them again: a step that was changed here has the
/// sequence of the right one, which would be refused as known.
struct ForgetOrderStatus: Sendable {
    let customers: any CustomerOrdersRepository

    /// - Parameter versions: the guid of an order, and the sequence up to which fulfillment's steps stay.
    /// - Returns: how many of these orders are here.
    func callAsFunction(_ versions: [ForgottenVersion]) throws -> Int64 {
        let sequences = Dictionary(versions.map { ($0.id, $0.version) }) { min($0, $1) }
        while true {
            var found: Int64 = 0
            let changed = try customers.find(ordersWithGuids: sequences.keys.sorted()).map { customer in
                var customer = customer
                for order in customer.orders ?? [] {
                    guard let sequence = sequences[order.guid] else { continue }
                    found += 1
                    customer.forgetFulfillmentSteps(ofOrder: order.guid, beyond: sequence)
                }
                return customer
            }.filter(\.isChanged)
            if try changed.isEmpty || customers.commit(changed) { return found }
        }
    }
}
