import StorefrontContracts
import Testing

@testable import ServiceHost

@Suite struct ReportedCustomerTests {
    @Test func `the newest of each customer stays, in the order of their first appearance`() {
        let (rounds, rejected) = [
            delivery("b", 1), delivery("a", 5), delivery("b", 3), delivery("a", 4), delivery("b", 2),
        ].customerChanges()
        #expect(rounds.map { $0.map(\.id) } == [["b", "a"]])
        #expect(rounds.map { $0.map(\.sequence) } == [[3, 5]] && rejected.isEmpty)
    }

    @Test func `without versions the later one counts`() {
        let (rounds, _) = [delivery("a", nil, email: "1"), delivery("a", nil, email: "2")].customerChanges()
        #expect(rounds.map { $0.map { $0.state?.contact.email } } == [["2"]])
    }

    @Test func `of two with the same version the first counts, as in the stores`() {
        let (rounds, _) = [delivery("a", 4, email: "1"), delivery("a", 4, email: "2")].customerChanges()
        #expect(rounds.map { $0.map { $0.state?.contact.email } } == [["1"]])
    }

    @Test func `a change without a version replaces none that has one, and the highest version is kept`() {
        let (rounds, _) = [delivery("a", 7), delivery("b", 1), delivery("a", nil), delivery("a", 6)].customerChanges()
        #expect(rounds.map { $0.map(\.id) } == [["a", "b"], ["a"]])
        #expect(rounds.map { $0.map(\.sequence) } == [[7, 1], [nil]])
    }

    @Test func `a deletion comes after the state that it ends, and before one without a version`() {
        let deletion = Delivery<CustomerChangeEvent>(key: "a", event: nil, sequence: 3, id: nil)
        let (rounds, _) = [delivery("a", 1), delivery("a", 2), deletion, delivery("a", nil)].customerChanges()
        #expect(rounds.map { $0.map(\.sequence) } == [[2], [3], [nil]])
        #expect(rounds.map { $0.map { $0.state == nil } } == [[false], [true], [false]])
    }

    @Test func `a deletion is named by its key, and rejected without one`() {
        let deletion = Delivery<CustomerChangeEvent>(
            key: "a", event: nil, sequence: 2, id: nil)
        let nameless = Delivery<CustomerChangeEvent>(
            key: nil, event: nil, sequence: 2, id: nil)
        let (rounds, rejected) = [nameless, deletion].customerChanges()
        #expect(rounds == [[ReportedCustomer(id: "a", sequence: 2, state: nil)]])
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
