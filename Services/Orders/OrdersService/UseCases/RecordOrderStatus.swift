import StorefrontContracts

/// A step that fulfillment tells of.
struct FulfillmentStep: Sendable, Equatable {
    let guid: String
    let customerID: String?
    let entry: OrderHistory.Entry
}

/// Adds fulfillment's steps to the histories of their orders, each once.
struct RecordOrderStatus: Sendable {
    let customers: any CustomerOrdersRepository

    enum Refusal: Sendable, Equatable {
        case unknownOrder
        case ordersCustomerIs(String)
    }

    /// Returns those steps that can never be recorded, by index, with the reason.
    func callAsFunction(_ steps: [FulfillmentStep]) throws -> [Int: Refusal] {
        while true {
            var loaded = try customers.find(ordersWithGuids: Array(Set(steps.map(\.guid))))
            var owners: [String: Int] = [:]
            for (index, customer) in loaded.enumerated() {
                for order in customer.orders ?? [] { owners[order.guid] = index }
            }
            var refusals: [Int: Refusal] = [:]
            for (index, step) in steps.enumerated() {
                guard let owner = owners[step.guid] else {
                    refusals[index] = .unknownOrder
                    continue
                }
                if let claimed = step.customerID, claimed != loaded[owner].id {
                    refusals[index] = .ordersCustomerIs(loaded[owner].id)
                    continue
                }
                loaded[owner].record(step.entry, ofOrder: step.guid)
            }
            let changed = loaded.filter(\.isChanged)
            if try changed.isEmpty || customers.commit(changed) { return refusals }
        }
    }
}
