import StorefrontContracts

/// Makes a step with every fulfillment whose state allows it.
struct AdvanceFulfillments: Sendable {
    let fulfillments: any FulfillmentRepository
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    /// Fulfillments in memory at a time.
    private static let pageSize = 100

    /// `method` is asked for each fulfillment that is shipped. What `operation` moved before it broke off is not moved again.
    /// Returns how many made the step.
    func callAsFunction(
        _ step: OrderStep, method: () -> ShippingMethod? = { nil }, note: String? = nil, by operation: String? = nil
    ) throws -> Int {
        // A step from two states must not meet again what it has just moved from the one into the other.
        let states = step.from.sorted { $0.rawValue < $1.rawValue }
        return try states.reduce(0) { try $0 + advance(step, from: $1, method: method, note: note, by: operation) }
    }

    private func advance(
        _ step: OrderStep, from state: OrderStatusType, method: () -> ShippingMethod?, note: String?,
        by operation: String?
    ) throws -> Int {
        var count = 0
        var last: String?
        while true {
            let page = try fulfillments.page(in: state, after: last, limit: Self.pageSize)
            guard let end = page.last else { return count }
            let changed = page.compactMap { fulfillment in
                var fulfillment = fulfillment
                try? fulfillment.make(step, method: method(), note: note, at: now(), by: operation)
                return fulfillment.isChanged ? fulfillment : nil
            }
            let taken = try fulfillments.commit(changed)
            count += taken
            // Where a race was lost the same page is read again: it holds only those that are left to do.
            if taken == changed.count { last = end.id }
        }
    }
}
