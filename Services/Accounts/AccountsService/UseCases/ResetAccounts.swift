/// Takes away everything that clients can see: customers (their deletions are published) and order summaries.
struct ResetAccounts: Sendable {
    let customers: any CustomerRepository
    let summaries: any OrderSummaryRepository

    func callAsFunction() throws {
        try RemoveCustomers(customers: customers)(samplesOnly: false)
        try summaries.removeAll()
    }
}
