import JSON
import StorefrontContracts
import Testing

@testable import AccountsService

@Suite struct ChangeCustomerTests {
    let customers = MemoryCustomerRepository()
    var change: ChangeCustomer { ChangeCustomer(customers: customers) }

    @Test func `a change is a new version and is published`() throws {
        let mary = try CreateCustomer(customers: customers)(.make())
        let after = try change.change(mary.id, if: nil) { _ in .make(lastName: "Jones") }
        #expect(after.version == 2)
        #expect(customers.published.map(\.version) == [1, 2])
        #expect(customers.published.last?.details?.name?.lastName == "Jones")
    }

    @Test func `a lost race is decided again on what the winner left`() throws {
        let mary = try CreateCustomer(customers: customers)(.make())
        customers.interfere { customers in
            _ = try? ChangeCustomer(customers: customers).change(mary.id, if: nil) {
                var details = $0
                details.contact?.email = "faster@example.com"
                return details
            }
        }
        let after = try change.change(mary.id, if: nil) {
            var details = $0
            details.name?.lastName = "Jones"
            return details
        }
        #expect(after.version == 3)
        #expect(after.details?.name?.lastName == "Jones")
        #expect(after.details?.contact?.email == "faster@example.com")
    }

    @Test func `a condition that no longer holds after a lost race refuses`() throws {
        let mary = try CreateCustomer(customers: customers)(.make())
        customers.interfere { customers in
            _ = try? ChangeCustomer(customers: customers).change(mary.id, if: nil) { $0 }
        }
        #expect(throws: CustomerRefusal.preconditionFailed(mary.id)) {
            try change.replace(mary.id, with: .make(), if: { $0 == 1 })
        }
    }

    @Test func `the mask of a stored card keeps the stored number, wherever the card moved`() throws {
        let mary = try CreateCustomer(customers: customers)(
            .make(cards: ["1111-2222-3333-4444", "5555-6666-7777-8888"]))
        let masked = CustomerDetails.make(cards: ["****-****-****-8888", "****-****-****-4444", "9999-9999-9999-9999"])
        let after = try change.replace(mary.id, with: masked, if: nil).customer
        let expected = CustomerDetails.make(cards: [
            "5555-6666-7777-8888", "1111-2222-3333-4444", "9999-9999-9999-9999",
        ])
        #expect(after.details == expected)
    }

    @Test func `a mask of no stored card is named with its place`() throws {
        let mary = try CreateCustomer(customers: customers)(.make())
        let faults = #expect(throws: JSONFaults.self) {
            try change.replace(mary.id, with: .make(cards: ["4545-6767-8989-0000", "****-****-****-1234"]), if: nil)
        }
        #expect(faults?.faults.map(\.pointer.description) == ["/creditCards/1/number"])
        #expect(faults?.breaksOnlyRules == true)
        #expect(throws: JSONFaults.self) {
            try CreateCustomer(customers: customers)(.make(cards: ["****-****-****-0000"]))
        }
    }

    @Test func `an id of a deleted customer is never used again`() throws {
        let mary = try CreateCustomer(customers: customers)(.make())
        try DeleteCustomer(customers: customers)(mary.id, if: nil)
        #expect(throws: CustomerRefusal.deleted(mary.id)) { try change.replace(mary.id, with: .make(), if: nil) }
        #expect(throws: CustomerRefusal.notFound(mary.id)) { try change.change(mary.id, if: nil) { $0 } }
        #expect(throws: CustomerRefusal.notFound(mary.id)) {
            try DeleteCustomer(customers: customers)(mary.id, if: nil)
        }
        #expect(customers.published.last == Customer(stored: mary.id, version: 2, details: nil, isSample: false))
    }

    @Test func `a repeated deletion counts as done only where there was a customer`() throws {
        let mary = try CreateCustomer(customers: customers)(.make())
        let delete = DeleteCustomer(customers: customers)
        try delete(mary.id, if: nil)
        try delete(mary.id, if: nil, isRepeated: true)
        #expect(throws: CustomerRefusal.notFound("nobody")) { try delete("nobody", if: nil, isRepeated: true) }
    }

    @Test func `a replacement under a new id makes the customer`() throws {
        let id = "60a52f0e1c9d440000a1b2c3"
        let (customer, isNew) = try change.replace(id, with: .make(), if: nil)
        #expect(isNew && customer == Customer(new: id, details: .make()))
        #expect(throws: CustomerRefusal.unusableID("mary")) { try change.replace("mary", with: .make(), if: nil) }
    }

    @Test func `an operation takes effect once`() throws {
        let operation = "0f8fad5b-d9cb-469f-a165-70867728950e"
        let mary = try CreateCustomer(customers: customers)(.make(), by: operation)
        #expect(mary.id == "0f8fad5bd9cb469fa1657086")
        #expect(try CreateCustomer(customers: customers)(.make(), by: operation) == mary)
        let jones = try change.change(mary.id, if: nil, by: "change") { _ in .make(lastName: "Jones") }
        #expect(try change.change(mary.id, if: nil, by: "change") { _ in .make(lastName: "Jones") } == jones)
        #expect(
            try change.replace(mary.id, with: .make(lastName: "Jones"), if: { $0 == 1 }, by: "change").customer == jones
        )
        try DeleteCustomer(customers: customers)(mary.id, if: nil)
        try DeleteCustomer(customers: customers)(mary.id, if: nil, isRepeated: true)
        #expect(customers.published.map(\.version) == [1, 2, 3])
    }
}
