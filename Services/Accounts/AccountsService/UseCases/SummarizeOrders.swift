/// The orders of a customer with their current status, as far as their events have come.
struct SummarizeOrders: Sendable {
    let customers: any CustomerRepository
    let summaries: any OrderSummaryRepository

    func callAsFunction(customer id: String) throws -> OrderSummary {
        guard try customers.find(id)?.details != nil else { throw CustomerRefusal.notFound(id) }
        return try summaries.summary(ofCustomer: id)
    }
}
