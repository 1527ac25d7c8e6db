import JSON

/// What accounts and orders both say of a customer, from a summary.
struct CustomerView: Sendable, Equatable {
    let id: String
    let name: ComparedValue
    let contact: ComparedValue
    let addresses: ComparedValue
    /// Only orders has them; none while no order was attached.
    let orders: [OrderView]

    /// "Mr. John S. Doe Jr."
    var fullName: String {
        ["title", "firstName", "middleName", "lastName", "suffix"].compactMap { name[text: $0] }.joined(separator: " ")
    }
}

extension CustomerView: JSONReadable {
    init(reading value: JSONValueReader) {
        let object = value.object()
        id = object.required("id")
        name = ComparedValue(reading: object.value("name"))
        contact = ComparedValue(reading: object.value("contact"))
        addresses = ComparedValue(reading: object.value("addresses"))
        orders = object.optional("orders") { $0.array() } ?? []
    }
}

/// `/customers/summary` of accounts or orders.
struct CustomersView: Sendable, Equatable {
    let customers: [CustomerView]

    var byID: [String: CustomerView] {
        Dictionary(customers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension CustomersView: JSONReadable {
    init(reading value: JSONValueReader) {
        customers = value.object().required("customers") { $0.array() }
    }
}
