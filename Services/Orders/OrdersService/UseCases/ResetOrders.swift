/// Takes away all customers' orders and copies, and steps that wait for an order.
struct ResetOrders: Sendable {
    let customers: any CustomerOrdersRepository
    let waiting: any WaitingSteps

    func callAsFunction() throws {
        try customers.removeAll()
        try waiting.removeAll()
    }
}
