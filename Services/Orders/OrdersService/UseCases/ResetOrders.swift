/// Takes away all customers' orders and copies.
struct ResetOrders: Sendable {
    let customers: any CustomerOrdersRepository

    func callAsFunction() throws { try customers.removeAll() }
}
