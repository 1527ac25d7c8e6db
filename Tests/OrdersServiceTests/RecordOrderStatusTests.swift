import PrometheusMetrics
import StorefrontContracts
import StructuredLogging
import Synchronization
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
        #expect(try record.recordWaiting { _, _ in Issue.record("nothing is refused") } == 3)
        #expect(waiting.steps.count == 3)
        var customer = try #require(try customers.find("a"))
        customer.add(Order(new: "late", steps: [OrderStatusEvent(timestamp: 1, orderStatusType: .approved)], items: []))
        #expect(try customers.commit([customer]) == true)
        #expect(try record.recordWaiting { _, _ in Issue.record("nothing is refused") } == 1)
        #expect(
            try customers.find("a")?.order("late")?.history.entries.map(\.event.orderStatusType) == [
                .approved, .processing, .shipped,
            ])
        #expect(waiting.steps.map(\.guid) == ["never"])
    }

    @Test func `a step that waited for another customer's order is told of and removed, and the true one recorded`()
        throws
    {
        let forged = FulfillmentStep(
            guid: "late", customerID: "b", entry: .fulfillments(.cancelled, at: 9, sequence: 2))
        let genuine = FulfillmentStep(
            guid: "late", customerID: "a", entry: .fulfillments(.processing, at: 2_000, sequence: 2))
        #expect(try record([forged, genuine]).isEmpty)
        var customer = try #require(try customers.find("a"))
        customer.add(Order(new: "late", steps: [OrderStatusEvent(timestamp: 1, orderStatusType: .approved)], items: []))
        #expect(try customers.commit([customer]) == true)

        let metrics = MetricsRegistry()
        let lines = Mutex<[String]>([])
        let logging = LoggingSystem()
        logging.setOutput { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
        let job = WaitingStepsJob(record: record, metrics: metrics, logger: Logger(label: "test", system: logging))
        for _ in 0..<2 { try job() }
        #expect(waiting.steps.isEmpty)
        #expect(
            try customers.find("a")?.order("late")?.history.entries.map(\.event.orderStatusType) == [
                .approved, .processing,
            ])
        let text = String(decoding: metrics.render(), as: UTF8.self)
        #expect(text.contains("storefront_waiting_steps 0.0\n"))
        #expect(text.contains("storefront_waiting_steps_refused_total 1.0\n"))
        let line = lines.withLock { $0 }
        #expect(line.count == 1 && ["late", "b", "a", "CANCELLED"].allSatisfy { line[0].contains($0) })
    }

    @Test func `a metric tells how many steps wait`() throws {
        let metrics = MetricsRegistry()
        let job = WaitingStepsJob(record: record, metrics: metrics, logger: Logger(label: "test"))
        #expect(
            try record(
                (0..<150).map {
                    FulfillmentStep(guid: "never", customerID: nil, entry: .fulfillments(.shipped, at: 1, sequence: $0))
                }
            ).isEmpty)
        try job()
        #expect(String(decoding: metrics.render(), as: UTF8.self).contains("storefront_waiting_steps 150.0\n"))
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
