import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct RecordOrderStatusTests {
    let customers = MemoryCustomerOrdersRepository()
    var record: RecordOrderStatus { RecordOrderStatus(customers: customers) }

    init() throws {
        try FollowCustomer(customers: customers)([
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

    @Test func `an unknown order and another customer's order are refused, the others recorded`() throws {
        let entry = OrderHistory.Entry.fulfillments(.processing, at: 2_000, sequence: 2)
        let refusals = try record([
            FulfillmentStep(guid: "nobody's", customerID: nil, entry: entry),
            FulfillmentStep(guid: "g5", customerID: "a", entry: entry),
            FulfillmentStep(guid: "g10", customerID: "a", entry: entry),
        ])
        #expect(refusals == [0: .unknownOrder, 2: .ordersCustomerIs("b")])
        #expect(try customers.find("a")?.orders?.last?.history.current?.orderStatusType == .processing)
        #expect(try customers.find("b")?.orders?.last?.history.current?.orderStatusType == .approved)
    }

    @Test func `a lost race is decided again`() throws {
        customers.interfere { customers in
            _ = try? RecordOrderStatus(customers: customers)([
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
