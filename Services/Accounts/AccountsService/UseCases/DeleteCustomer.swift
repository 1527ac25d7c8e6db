/// Deletes a customer; its id and version stay.
struct DeleteCustomer: Sendable {
    let customers: any CustomerRepository

    func callAsFunction(_ id: String, if condition: VersionCondition?) throws {
        while true {
            guard let before = try customers.find(id), before.details != nil else {
                throw CustomerRefusal.notFound(id)
            }
            guard condition?(before.version) ?? true else { throw CustomerRefusal.preconditionFailed(id) }
            if try customers.commit([.change(before, to: before.deleted())]) { return }
        }
    }
}
