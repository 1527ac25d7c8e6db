import ServiceHost
import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct CustomerChangedHandlerTests {
    let customers = MemoryCustomerOrdersRepository()
    var handle: CustomerChangedHandler { CustomerChangedHandler(customers: customers) }

    @Test func `of several changes in one batch the newest counts, whatever their order`() throws {
        #expect(try handle([.make(1, "One"), .make(3, "Three"), .make(2, "Two")]).isEmpty)
        #expect(try customers.find("a")?.customer?.name.lastName == "Three")
        #expect(try handle([.make(2, "Two")]).isEmpty)
        #expect(try customers.find("a")?.customer?.name.lastName == "Three")
    }

    @Test func `an older change does not bring back a deleted customer, and its orders stay`() throws {
        _ = try handle([.make(1, "Smith")])
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        _ = try handle([.make(3, nil)])
        _ = try handle([.make(2, "Smith")])
        let stored = try #require(try customers.find("a"))
        #expect(stored.isDeleted && stored.orders?.count == 5)
    }

    @Test func `a deletion that comes first leaves a mark`() throws {
        _ = try handle([.make(3, nil)])
        _ = try handle([.make(2, "Smith")])
        #expect(try customers.find("a")?.isDeleted == true)
    }

    @Test func `a deletion without a key is rejected, the others are followed`() throws {
        let rejected = try handle([.make(1, "Smith"), .make(2, nil, key: nil)])
        #expect(rejected.map(\.index) == [1] && rejected.map(\.code) == ["no-key"])
        #expect(try customers.find("a")?.customer?.name.lastName == "Smith")
    }
}

extension Delivery<CustomerChangeEvent> {
    /// A change of customer a; a deletion without a name.
    static func make(_ sequence: Int64?, _ lastName: String?, key: String? = "a") -> Delivery {
        let copy = CustomerCopy.make(lastName: lastName ?? "")
        return Delivery(
            key: key,
            event: lastName.map { _ in
                CustomerChangeEvent(id: "a", name: copy.name, contact: copy.contact, addresses: copy.addresses)
            }, sequence: sequence, id: nil)
    }
}
