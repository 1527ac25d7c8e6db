/// A client's new customer, under an id that this service chooses.
struct CreateCustomer: Sendable {
    let customers: any CustomerRepository

    func callAsFunction(_ details: CustomerDetails) throws -> Customer {
        let details = try details.unmasked(from: [])
        while true {
            let customer = Customer(new: customers.nextID(), details: details)
            if try customers.commit([.create(customer)]) { return customer }
        }
    }
}
