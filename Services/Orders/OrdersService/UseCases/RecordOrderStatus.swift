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
        if !unknown.isEmpty { try waiting.keep(unknown.map { steps[$0] }) }
        return refusals
    }

    /// Records the steps whose order has come, and removes those that can never be recorded.
    ///
    /// - Parameter refused: is told of each of the latter before it is removed.
    /// - Returns: how many go on waiting.
    func recordWaiting(refused: (FulfillmentStep, Refusal) -> Void) throws -> Int {
        var count = 0
        try waiting.forEachBatch(of: Self.batchSize) { batch in
            let (refusals, unknown) = try record(batch.map(\.step))
            for (index, refusal) in refusals { refused(batch[index].step, refusal) }
            let settled = batch.indices.filter { !unknown.contains($0) }.map { batch[$0].id }
            if !settled.isEmpty { try waiting.remove(settled) }
            count += unknown.count
        }
        return count
    }

    /// The indices of those that are refused, and of those whose order is not here.
    private func record(_ steps: [FulfillmentStep]) throws -> (refusals: [Int: Refusal], unknown: Set<Int>) {
        while true {
            var loaded = try customers.find(ordersWithGuids: Array(Set(steps.map(\.guid))))
            var owners: [String: Int] = [:]
            for (index, customer) in loaded.enumerated() {
                for order in customer.orders ?? [] { owners[order.guid] = index }
            }
            var refusals: [Int: Refusal] = [:]
            var unknown: Set<Int> = []
            for (index, step) in steps.enumerated() {
                guard let owner = owners[step.guid] else {
                    unknown.insert(index)
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
