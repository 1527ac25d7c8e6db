import StorefrontContracts

/// Whether the caller's condition holds for a fulfillment of this version (nil: there is none).
typealias VersionCondition = @Sendable (Int64?) -> Bool

/// One step with one fulfillment. Every step publishes what it did.
struct ChangeFulfillment: Sendable {
    let fulfillments: any FulfillmentRepository
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    func make(
        _ step: OrderStep, with id: String, method: ShippingMethod?, note: String?, if condition: VersionCondition?,
        by operation: String?
    ) throws -> Fulfillment {
        while true {
            guard var fulfillment = try fulfillments.find(id) else { throw FulfillmentRefusal.notFound(id) }
            guard fulfillment.wasChanged(by: operation) || condition?(fulfillment.version) ?? true else {
                throw FulfillmentRefusal.preconditionFailed(id)
            }
            try fulfillment.make(step, method: method, note: note, at: now(), by: operation)
            guard fulfillment.isChanged else { return fulfillment }
            if try fulfillments.commit([fulfillment]) == 1 { return fulfillment.committed }
        }
    }
}
