public import ServiceHost
public import StorefrontContracts

/// Changes of one customer in the order in which they come.
public struct CustomerHistory: Sendable, CustomStringConvertible {
    public let id: String
    public let deliveries: [Delivery<CustomerChangeEvent>]

    /// Every history of so many changes, each of a customer of its own. A change has a version or none, and is a deletion, a
    /// state with an address to ship to or one without; each state is of another name.
    public static func all(of length: Int) -> [CustomerHistory] {
        typealias Change = (sequence: Int64?, state: String?)
        var histories: [[Change]] = [[]]
        for number in 0..<length {
            let changes = [nil, 2, 3, 4].flatMap { sequence in
                [nil, "shipping \(number)", "billing \(number)"].map { Change(sequence, $0) }
            }
            histories = histories.flatMap { history in changes.map { history + [$0] } }
        }
        return histories.enumerated().map { index, history in
            let id = "customer \(index)"
            return CustomerHistory(
                id: id,
                deliveries: history.map { change in
                    Delivery(
                        key: id, event: change.state.map { event(id, $0) }, sequence: change.sequence, id: nil)
                })
        }
    }

    private static func event(_ id: String, _ name: String) -> CustomerChangeEvent {
        CustomerChangeEvent(
            id: id, name: Name(title: "Ms.", firstName: "Mary", lastName: name),
            contact: Contact(primaryPhone: "456-789-0001", email: "marysmith@yougotmail.com"),
            addresses: [
                Address(
                    type: name.hasPrefix("shipping") ? .shipping : .billing, description: name,
                    address1: "1234 Main Street", city: "Anywhere", state: "NY", postalCode: "45455-66677")
            ])
    }

    public var description: String {
        deliveries.map { "\($0.sequence.map { "\($0)" } ?? "-") \($0.event?.name.lastName ?? "deleted")" }
            .joined(separator: ", ")
    }
}
