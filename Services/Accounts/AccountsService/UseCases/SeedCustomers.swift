/// The sample call: takes away the customers that an earlier one made and makes three new ones.
struct SeedCustomers: Sendable {
    let customers: any CustomerRepository

    func callAsFunction() throws {
        try RemoveCustomers(customers: customers)(samplesOnly: true)
        while try !customers.commit(
            SampleCustomers.all.map { .create(Customer(new: customers.nextID(), details: $0, isSample: true)) })
        {}
    }
}

/// Deletes all living customers, or those of the sample call, each with its deletion event.
struct RemoveCustomers: Sendable {
    let customers: any CustomerRepository

    func callAsFunction(samplesOnly: Bool) throws {
        while true {
            let batch = try customers.living(samplesOnly: samplesOnly, limit: 500)
            if batch.isEmpty { return }
            _ = try customers.commit(batch.map { .delete($0.id, at: $0.version) })
        }
    }
}
