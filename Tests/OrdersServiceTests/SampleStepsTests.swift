import StorefrontContracts
import Synchronization
import Testing

@testable import OrdersService

@Suite struct SampleStepsTests {
    let customers = MemoryCustomerOrdersRepository()

    @Test func `each customer without orders gets five, and each tells its last status once`() throws {
        try follow("a", "b")
        let seed = SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })
        try seed()
        try seed()
        let orders = try #require(try customers.find("a")?.orders)
        #expect(
            orders.map { $0.history.entries.map(\.event.orderStatusType) } == [
                [.created, .rejected], [.created, .approved, .processing, .shipped, .inTransit, .received],
                [.created, .approved, .processing, .onHold, .cancelled],
                [.created, .approved, .processing, .shipped, .inTransit, .received, .returned], [.created, .approved],
            ])
        #expect(
            orders.allSatisfy {
                (1...5).contains($0.items.count) && $0.items.allSatisfy { (1...5).contains($0.quantity) }
            })
        #expect(orders.allSatisfy { $0.version == 1 && $0.history.current?.timestamp == 1_000 })
        #expect(customers.published.count == 10)
    }

    @Test func `approved orders are sent once`() throws {
        try follow("a", "b")
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        let request = RequestFulfillment(customers: customers, now: { 2_000 })
        #expect(try request() == true)
        #expect(try request() == false)
        let requests = customers.published.compactMap { event -> Order? in
            if case .fulfillmentRequested(let order, _, _) = event { order } else { nil }
        }
        #expect(requests.map(\.version) == [2, 2] && Set(requests.map(\.guid)).count == 2)
    }

    @Test func `a customer without an address to ship to keeps its order and holds up nobody`() throws {
        try customers.follow([
            CustomerNews(id: "a", sequence: 1, customer: .make(addressType: .billing)),
            CustomerNews(id: "b", sequence: 1, customer: .make()),
        ])
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        #expect(try RequestFulfillment(customers: customers, now: { 2_000 })() == true)
        #expect(try customers.find("a")?.orders?.last?.requestedAt == nil)
        #expect(try customers.find("b")?.orders?.last?.requestedAt == 2_000)
        #expect(try RequestFulfillment(customers: customers, now: { 3_000 })() == false)
    }

    @Test func `a lost race sends nothing twice and loses nothing`() throws {
        try follow("a", "b")
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        customers.interfere { customers in
            try? customers.follow([
                CustomerNews(id: "a", sequence: 2, customer: .make(lastName: "Jones"))
            ])
        }
        #expect(try RequestFulfillment(customers: customers, now: { 2_000 })() == true)
        let recipients = customers.published.compactMap { event -> String? in
            if case .fulfillmentRequested(_, let copy, _) = event { copy.name.lastName } else { nil }
        }
        #expect(recipients.sorted() == ["Jones", "Smith"])
    }

    @Test func `more customers than a page holds`() throws {
        try customers.follow(
            (0..<250).map { CustomerNews(id: "c\(1000 + $0)", sequence: 1, customer: .make()) })
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        _ = try RequestFulfillment(customers: customers, now: { 2_000 })()
        #expect(customers.published.count == 250 * 6)
    }

    private func follow(_ ids: String...) throws {
        try customers.follow(ids.map { CustomerNews(id: $0, sequence: 1, customer: .make()) })
    }
}

extension SampleOrders {
    /// Guids g1, g2, …
    static func counting() -> SampleOrders {
        let count = Counter()
        return SampleOrders { "g\(count.next())" }
    }
}

private final class Counter: Sendable {
    private let value = Atomic(0)

    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
