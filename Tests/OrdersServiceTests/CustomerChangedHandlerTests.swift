import ServiceHost
import StorefrontContracts
import TestSupport
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

    @Test func `the customer that the event names counts, whatever the key says`() throws {
        #expect(try handle([.make(1, "Smith", key: "z"), .make(2, "Jones", key: nil)]).isEmpty)
        #expect(try customers.find("a")?.customer?.name.lastName == "Jones")
        #expect(try customers.find("z") == nil)
    }

    @Test func `a deletion without a key is rejected, the others are followed`() throws {
        let rejected = try handle([.make(1, "Smith"), .make(2, nil, key: nil)])
        #expect(rejected.map(\.index) == [1] && rejected.map(\.code) == ["no-key"])
        #expect(try customers.find("a")?.customer?.name.lastName == "Smith")
    }

    @Test func `a change and a deletion in one batch leave the last state of the customer, marked`() throws {
        _ = try handle([.make(1, "One")])
        _ = try handle([.make(2, "Two"), .make(3, nil)])
        let stored = try #require(try customers.find("a"))
        #expect(stored.isDeleted && stored.customerVersion == 3 && stored.customer?.name.lastName == "Two")
    }

    /// All there is of three changes with and without a version, in any order, each history a customer of its own.
    @Test(arguments: CustomerOrdersRepositoryContractTests.Kind.available)
    func `the copy is the same however its changes are cut into batches`(
        kind: CustomerOrdersRepositoryContractTests.Kind
    ) throws {
        let histories = CustomerHistory.all(of: 3)
        func copies(cutting sizes: [Int]) throws -> [String: CustomerOrders] {
            let customers = try kind.make()
            let handle = CustomerChangedHandler(customers: customers)
            var begin = 0
            for size in sizes {
                _ = try handle(histories.flatMap { $0.deliveries[begin..<begin + size] })
                begin += size
            }
            let found = try customers.find(histories.map(\.id))
            return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.stored(version: 0)) })
        }
        let expected = try copies(cutting: [1, 1, 1])
        #expect(expected.count == histories.count)
        for sizes in [[3], [1, 2], [2, 1]] {
            let found = try copies(cutting: sizes)
            let other = histories.first { found[$0.id] != expected[$0.id] }
            #expect(other == nil, "cut into \(sizes)")
        }
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
