import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct FollowCustomerTests {
    let customers = MemoryCustomerOrdersRepository()
    var follow: FollowCustomer { FollowCustomer(customers: customers) }

    @Test func `of several changes in one batch the newest counts, whatever their order`() throws {
        try follow([
            CustomerNews(id: "a", sequence: 1, customer: .make(lastName: "One")),
            CustomerNews(id: "a", sequence: 3, customer: .make(lastName: "Three")),
            CustomerNews(id: "a", sequence: 2, customer: .make(lastName: "Two")),
        ])
        #expect(try customers.find("a")?.customer?.name.lastName == "Three")
        try follow([CustomerNews(id: "a", sequence: 2, customer: .make(lastName: "Two"))])
        #expect(try customers.find("a")?.customer?.name.lastName == "Three")
    }

    @Test func `an older change does not bring back a deleted customer, and its orders stay`() throws {
        try follow([CustomerNews(id: "a", sequence: 1, customer: .make())])
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        try follow([CustomerNews(id: "a", sequence: 3, customer: nil)])
        try follow([CustomerNews(id: "a", sequence: 2, customer: .make())])
        let stored = try #require(try customers.find("a"))
        #expect(stored.isDeleted && stored.orders?.count == 5)
    }

    @Test func `a deletion that comes first leaves a mark`() throws {
        try follow([CustomerNews(id: "a", sequence: 3, customer: nil)])
        try follow([CustomerNews(id: "a", sequence: 2, customer: .make())])
        #expect(try customers.find("a")?.isDeleted == true)
    }

    @Test func `a later event without a sequence in the same batch wins`() throws {
        try follow([
            CustomerNews(id: "a", sequence: nil, customer: .make(lastName: "One")),
            CustomerNews(id: "a", sequence: nil, customer: .make(lastName: "Two")),
        ])
        #expect(try customers.find("a")?.customer?.name.lastName == "Two")
    }
}
