/// Makes a step with every fulfillment that is in the state before it.
struct AdvanceFulfillments: Sendable {
    let fulfillments: any FulfillmentRepository
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    /// Fulfillments in memory at a time.
    private static let pageSize = 100

    /// `step` is asked anew for each fulfillment; all its answers start from the same state.
    func callAsFunction(_ step: () -> FulfillmentStep) throws {
        let from = step().from
        var last: String?
        while true {
            let page = try fulfillments.page(in: from, after: last, limit: Self.pageSize)
            guard let end = page.last else { return }
            let changed = page.compactMap { fulfillment in
                var fulfillment = fulfillment
                return fulfillment.make(step(), at: now()) ? fulfillment : nil
            }
            // Where a race was lost the same page is read again: it holds only those that are left to do.
            if try fulfillments.commit(changed) { last = end.id }
        }
    }
}
