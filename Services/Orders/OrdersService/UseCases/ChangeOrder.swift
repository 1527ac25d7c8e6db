import StorefrontContracts

/// Whether the caller's condition holds for an order of this version (nil: there is none).
typealias VersionCondition = @Sendable (Int64?) -> Bool

/// One step with one order: orders' own steps, and the request for fulfillment. Every step publishes what it did.
struct ChangeOrder: Sendable {
    let customers: any CustomerOrdersRepository
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    func find(_ guid: String) throws -> (order: Order, customerID: String) {
        guard let customer = try customers.find(ordersWithGuids: [guid]).first, let order = customer.order(guid) else {
            throw OrderRefusal.orderNotFound(guid)
        }
        return (order, customer.id)
    }

    func make(
        _ step: OrderStep, with guid: String, note: String?, if condition: VersionCondition?, by operation: String?
    ) throws -> (order: Order, customerID: String) {
        try change(guid, if: condition, by: operation) { customer throws(OrderRefusal) in
            try customer.make(step, with: guid, note: note, at: now(), by: operation)
        }
    }

    func requestFulfillment(
        of guid: String, if condition: VersionCondition?, by operation: String?
    ) throws -> (order: Order, customerID: String) {
        try change(guid, if: condition, by: operation) { customer throws(OrderRefusal) in
            try customer.requestFulfillment(of: guid, at: now(), by: operation)
        }
    }

    private func change(
        _ guid: String, if condition: VersionCondition?, by operation: String?,
        _ change: (inout CustomerOrders) throws(OrderRefusal) -> Void
    ) throws -> (order: Order, customerID: String) {
        while true {
            guard var customer = try customers.find(ordersWithGuids: [guid]).first, let before = customer.order(guid)
            else { throw OrderRefusal.orderNotFound(guid) }
            guard before.wasChanged(by: operation) || condition?(before.version) ?? true else {
                throw OrderRefusal.preconditionFailed(guid)
            }
            try change(&customer)
            if try !customer.isChanged || customers.commit([customer]) {
                return (customer.order(guid) ?? before, customer.id)
            }
        }
    }
}
