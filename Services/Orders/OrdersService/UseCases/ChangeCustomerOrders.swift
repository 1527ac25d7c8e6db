/// Walks over the selected customers, page by page, and changes each in one commit per page.
struct ChangeCustomerOrders: Sendable {
    let customers: any CustomerOrdersRepository

    /// Customers in memory at a time.
    static let pageSize = 100

    /// Calls `change` for each selected customer, again where somebody else was faster; true when anything was to change.
    func forEach(_ selection: CustomerSelection, _ change: (inout CustomerOrders) -> Void) throws -> Bool {
        var didChange = false
        var last: String?
        while true {
            let page = try customers.page(selection, after: last, limit: Self.pageSize)
            guard let end = page.last else { return didChange }
            last = end.id
            var pending = page
            while true {
                let changed = pending.map { customer in
                    var customer = customer
                    change(&customer)
                    return customer
                }.filter(\.isChanged)
                if changed.isEmpty { break }
                didChange = true
                if try customers.commit(changed) { break }
                pending = try customers.find(changed.map(\.id))
            }
        }
    }
}
