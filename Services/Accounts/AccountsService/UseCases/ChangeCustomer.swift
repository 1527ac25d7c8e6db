import JSON

/// Whether the caller's condition holds for a customer of this version (nil: there is none).
typealias VersionCondition = @Sendable (Int64?) -> Bool

/// A client's change of a customer: part of it, or all of it under a given id, which then may be a new one.
struct ChangeCustomer: Sendable {
    let customers: any CustomerRepository

    /// Changes what is there. `edit` is called again when somebody else was faster.
    ///
    /// Throws `CustomerRefusal` and what `edit` throws.
    func change(
        _ id: String, if condition: VersionCondition?, by operation: String? = nil,
        _ edit: (CustomerDetails) throws -> CustomerDetails
    ) throws -> Customer {
        while true {
            guard let before = try customers.find(id), let stored = before.details else {
                throw CustomerRefusal.notFound(id)
            }
            if before.wasChanged(by: operation) { return before }
            guard condition?(before.version) ?? true else { throw CustomerRefusal.preconditionFailed(id) }
            let after = before.changed(to: try edit(stored).unmasked(from: stored.creditCards), by: operation)
            if try customers.commit([.change(before, to: after)]) { return after }
        }
    }

    /// Puts `details` in the place of what is there; makes the customer when there was none.
    func replace(
        _ id: String, with details: CustomerDetails, if condition: VersionCondition?, by operation: String? = nil
    ) throws -> (customer: Customer, isNew: Bool) {
        while true {
            let before = try customers.find(id)
            if let before, before.wasChanged(by: operation) { return (before, before.version == 1) }
            if let before, before.details == nil { throw CustomerRefusal.deleted(id) }
            guard condition?(before?.version) ?? true else { throw CustomerRefusal.preconditionFailed(id) }
            guard let before, let stored = before.details else {
                guard Self.isUsable(id) else { throw CustomerRefusal.unusableID(id) }
                let customer = Customer(new: id, details: try details.unmasked(from: []), operation: operation)
                if try customers.commit([.create(customer)]) { return (customer, true) }
                continue
            }
            let after = before.changed(to: try details.unmasked(from: stored.creditCards), by: operation)
            if try customers.commit([.change(before, to: after)]) { return (after, false) }
        }
    }

    /// Ids that this service gives out have 24 lower-case hexadecimal digits; a client may choose such a one.
    private static func isUsable(_ id: String) -> Bool {
        id.utf8.count == 24
            && id.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
