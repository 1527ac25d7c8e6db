import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct RecordOrderStatusTests {
    let customers = MemoryCustomerOrdersRepository()
    let waiting = MemoryWaitingSteps()
    var record: RecordOrderStatus { RecordOrderStatus(customers: customers, waiting: waiting) }

    init() throws {
        try customers.follow([
            CustomerNews(id: "a", sequence: 1, customer: .make()),
            CustomerNews(id: "b", sequence: 1, customer: .make()),
        ])
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
    }

    @Test func `steps of several orders in one batch are added in one go, each once`() throws {
        let steps = ["g5", "g10"].flatMap { guid in
            [
                FulfillmentStep(guid: guid, customerID: nil, entry: .fulfillments(.processing, at: 2_000, sequence: 2)),
                FulfillmentStep(guid: guid, customerID: nil, entry: .fulfillments(.shipped, at: 2_001, sequence: 3)),
            ]
        }
        #expect(try record(steps + steps).isEmpty)
        #expect(try record(steps).isEmpty)
        for id in ["a", "b"] {
            let customer = try #require(try customers.find(id))
            #expect(
                customer.orders?.last?.history.entries.map(\.event.orderStatusType) == [
                    .created, .approved, .processing, .shipped,
                ])
            #expect(customer.version == 3)
        }
    }

    @Test func `another customer's order is refused, the others recorded`() throws {
        let entry = OrderHistory.Entry.fulfillments(.processing, at: 2_000, sequence: 2)
        let refusals = try record([
            FulfillmentStep(guid: "g5", customerID: "a", entry: entry),
            FulfillmentStep(guid: "g10", customerID: "a", entry: entry),
        ])
        #expect(refusals == [1: .init(owner: "b")])
        #expect(try customers.find("a")?.orders?.last?.history.current?.orderStatusType == .processing)
        #expect(try customers.find("b")?.orders?.last?.history.current?.orderStatusType == .approved)
    }

    @Test func `steps of an order that is not here yet wait for it`() throws {
        let steps = [
            FulfillmentStep(guid: "late", customerID: "a", entry: .fulfillments(.shipped, at: 2_001, sequence: 3)),
            FulfillmentStep(guid: "late", customerID: "a", entry: .fulfillments(.processing, at: 2_000, sequence: 2)),
            FulfillmentStep(guid: "never", customerID: nil, entry: .fulfillments(.shipped, at: 2_001, sequence: 3)),
        ]
        #expect(try record(steps + steps).isEmpty)
        try record.recordWaiting()
        #expect(waiting.steps.count == 3)
        var customer = try #require(try customers.find("a"))
        customer.add(Order(new: "late", steps: [OrderStatusEvent(timestamp: 1, orderStatusType: .approved)], items: []))
        #expect(try customers.commit([customer]) == true)
        try record.recordWaiting()
        #expect(
            try customers.find("a")?.order("late")?.history.entries.map(\.event.orderStatusType) == [
                .approved, .processing, .shipped,
            ])
        #expect(waiting.steps.map(\.guid) == ["never"])
    }

    @Test func `a lost race is decided again`() throws {
        customers.interfere { customers in
            _ = try? RecordOrderStatus(customers: customers, waiting: MemoryWaitingSteps())([
                FulfillmentStep(guid: "g5", customerID: nil, entry: .fulfillments(.processing, at: 2_000, sequence: 2))
            ])
        }
        let shipped = FulfillmentStep(
            guid: "g5", customerID: nil, entry: .fulfillments(.shipped, at: 2_001, sequence: 3))
        #expect(try record([shipped]).isEmpty)
        #expect(
            try customers.find("a")?.orders?.last?.history.entries.map(\.event.orderStatusType) == [
                .created, .approved, .processing, .shipped,
            ])
    }
}
