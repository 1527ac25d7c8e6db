/// Deletes a customer; its id and version stay.
struct DeleteCustomer: Sendable {
    let customers: any CustomerRepository

    /// `isRepeated`: an earlier execution of the same request broke off, so that a customer that was deleted counts as deleted
    /// by it.
    func callAsFunction(_ id: String, if condition: VersionCondition?, isRepeated: Bool = false) throws {
        while true {
            guard let before = try customers.find(id) else { throw CustomerRefusal.notFound(id) }
            if before.details == nil {
                if isRepeated { return }
                throw CustomerRefusal.notFound(id)
            }
            guard condition?(before.version) ?? true else { throw CustomerRefusal.preconditionFailed(id) }
            if try customers.commit([.change(before, to: before.deleted())]) { return }
        }
    }
}
