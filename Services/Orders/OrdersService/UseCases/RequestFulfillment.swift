/// Sends every approved order to fulfillment, once.
struct RequestFulfillment: Sendable {
    let customers: any CustomerOrdersRepository
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    /// False when there was none to send.
    func callAsFunction() throws -> Bool {
        try ChangeCustomerOrders(customers: customers).forEach(.withOrdersToFulfill) {
            $0.requestFulfillment(at: now())
        }
    }
}
