import Testing

@testable import AccountsService

@Suite struct SeedCustomersTests {
    let customers = MemoryCustomerRepository()

    @Test func `a second call replaces the customers of the first, each with its deletion, and no others`() throws {
        let mine = try CreateCustomer(customers: customers)(.make(lastName: "Jones"))
        let seed = SeedCustomers(customers: customers)
        try seed()
        let first = try customers.living(samplesOnly: true, limit: 10).map(\.id)
        try seed()
        let second = try customers.living(samplesOnly: true, limit: 10).map(\.id)
        #expect(first.count == 3 && second.count == 3 && Set(first).isDisjoint(with: second))
        #expect(try customers.find(mine.id)?.details != nil)
        #expect(Set(customers.published.filter { $0.details == nil }.map(\.id)) == Set(first))
    }

    @Test func `a reset deletes all customers`() throws {
        _ = try CreateCustomer(customers: customers)(.make())
        try SeedCustomers(customers: customers)()
        try RemoveCustomers(customers: customers)(samplesOnly: false)
        #expect(try customers.living(samplesOnly: false, limit: 10).isEmpty)
        #expect(customers.published.count == 8)
    }
}
