/// The sample call: five orders for each customer that has none.
struct SeedOrders: Sendable {
    let customers: any CustomerOrdersRepository
    let samples: SampleOrders
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    func callAsFunction() throws {
        var random = SystemRandomNumberGenerator()
        _ = try ChangeCustomerOrders(customers: customers).forEach(.withoutOrders) { customer in
            guard !customer.isDeleted, customer.orders?.isEmpty ?? true else { return }
            for order in samples.make(at: now(), using: &random) { customer.add(order) }
        }
    }
}
