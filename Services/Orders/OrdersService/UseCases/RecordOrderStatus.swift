import StorefrontContracts

/// A step that fulfillment tells of.
struct FulfillmentStep: Sendable, Equatable {
    let guid: String
    let customerID: String?
    let entry: OrderHistory.Entry
}

/// Adds fulfillment's steps to the histories of their orders, each once. Steps of an order that is not here wait for it.
struct RecordOrderStatus: Sendable {
    let customers: any CustomerOrdersRepository
    let waiting: any WaitingSteps

    /// The order belongs to another customer than the step says: to the one with this id.
    struct Refusal: Sendable, Equatable {
        let owner: String
    }

    /// Steps of waiting that are looked at in one go.
    private static let batchSize = 100

    /// Returns those steps that can never be recorded, by index, with the reason.
    func callAsFunction(_ steps: [FulfillmentStep]) throws -> [Int: Refusal] {
        let (refusals, unknown) = try record(steps)
        if !unknown.isEmpty { try waiting.keep(unknown) }
        return refusals
    }

    /// Records the steps whose order has come.
    func recordWaiting() throws {
        try waiting.forEachBatch(of: Self.batchSize) { steps in
            let (refusals, unknown) = try record(steps)
            let settled = steps.indices.filter { refusals[$0] == nil }.map { steps[$0] }.filter {
                !unknown.contains($0)
            }
            if !settled.isEmpty { try waiting.remove(settled) }
        }
    }

    private func record(_ steps: [FulfillmentStep]) throws -> (refusals: [Int: Refusal], unknown: [FulfillmentStep]) {
        while true {
            var loaded = try customers.find(ordersWithGuids: Array(Set(steps.map(\.guid))))
            var owners: [String: Int] = [:]
            for (index, customer) in loaded.enumerated() {
                for order in customer.orders ?? [] { owners[order.guid] = index }
            }
            var refusals: [Int: Refusal] = [:]
            var unknown: [FulfillmentStep] = []
            for (index, step) in steps.enumerated() {
                guard let owner = owners[step.guid] else {
                    unknown.append(step)
                    continue
                }
                if let claimed = step.customerID, claimed != loaded[owner].id {
                    refusals[index] = Refusal(owner: loaded[owner].id)
                    continue
                }
                loaded[owner].record(step.entry, ofOrder: step.guid)
            }
            let changed = loaded.filter(\.isChanged)
            if try changed.isEmpty || customers.commit(changed) { return (refusals, unknown) }
        }
    }
}
