/// One step of a customer: what it becomes, and from which version (nil: it is new).
struct CustomerChange: Sendable {
    let customer: Customer
    let from: Int64?

    static func create(_ customer: Customer) -> CustomerChange { CustomerChange(customer: customer, from: nil) }

    static func change(_ before: Customer, to after: Customer) -> CustomerChange {
        CustomerChange(customer: after, from: before.version)
    }

    static func delete(_ id: String, at version: Int64) -> CustomerChange {
        CustomerChange(customer: .deleted(id, after: version), from: version)
    }
}

/// Where customers are kept. State and event commit together; all calls block and may throw the store's errors.
protocol CustomerRepository: Sendable {
    /// A fresh id.
    func nextID() -> String
    /// Deleted ones too.
    func find(_ id: String) throws -> Customer?
    /// True when every change took; false when one of them lost a race, so that its caller loads and decides again.
    func commit(_ changes: [CustomerChange]) throws -> Bool
    /// Calls `body` with each living customer, one at a time, in no particular order.
    func forEachLiving(_ body: (Customer) throws -> Void) throws
    /// At most `limit` living customers by id and version, only those of the sample call if `samplesOnly`.
    func living(samplesOnly: Bool, limit: Int) throws -> [(id: String, version: Int64)]
}
