import StorefrontContracts
import Testing

@testable import ServiceHost

@Suite struct ReportedCustomerTests {
    @Test func `the newest of each customer stays, in the order of their first appearance`() {
        let (changes, rejected) = [
            delivery("b", 1), delivery("a", 5), delivery("b", 3), delivery("a", 4), delivery("b", 2),
        ].newestOfEachCustomer()
        #expect(changes.map(\.id) == ["b", "a"] && changes.map(\.sequence) == [3, 5] && rejected.isEmpty)
    }

    @Test func `without versions the later one counts`() {
        let (changes, _) = [delivery("a", nil, email: "1"), delivery("a", nil, email: "2")].newestOfEachCustomer()
        #expect(changes.map { $0.state?.contact.email } == ["2"])
    }

    @Test func `a deletion is named by its key, and rejected without one`() {
        let deletion = Delivery<CustomerChangeEvent>(
            key: "a", event: nil, sequence: 2, id: nil)
        let nameless = Delivery<CustomerChangeEvent>(
            key: nil, event: nil, sequence: 2, id: nil)
        let (changes, rejected) = [nameless, delivery("a", 1), deletion].newestOfEachCustomer()
        #expect(changes.map(\.id) == ["a"] && changes.first?.state == nil)
        #expect(rejected.map(\.index) == [0])
    }

    private func delivery(_ id: String, _ sequence: Int64?, email: String = "e") -> Delivery<CustomerChangeEvent> {
        Delivery(
            key: id,
            event: CustomerChangeEvent(
                id: id, name: Name(title: "Ms.", firstName: "Mary", lastName: "Smith"),
                contact: Contact(primaryPhone: "1", email: email), addresses: []), sequence: sequence, id: nil)
    }
}
