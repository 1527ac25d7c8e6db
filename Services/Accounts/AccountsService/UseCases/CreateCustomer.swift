/// A client's new customer, under an id that this service chooses.
struct CreateCustomer: Sendable {
    let customers: any CustomerRepository

    /// The id of a customer that is made by an operation follows from the operation's, so that its repetition finds it.
    func callAsFunction(_ details: CustomerDetails, by operation: String? = nil) throws -> Customer {
        let details = try details.unmasked(from: [])
        let id = operation.map { String($0.filter { $0 != "-" }.prefix(24)) }
        while true {
            let customer = Customer(new: id ?? customers.nextID(), details: details)
            if try customers.commit([.create(customer)]) { return customer }
            if let id, let made = try customers.find(id) { return made }
        }
    }
}
