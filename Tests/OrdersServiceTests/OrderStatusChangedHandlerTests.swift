import Kafka
import StorefrontContracts
import Testing

@testable import OrdersService
@testable import ServiceHost

@Suite struct OrderStatusChangedHandlerTests {
    let customers = MemoryCustomerOrdersRepository()
    let waiting = MemoryWaitingSteps()
    var handle: OrderStatusChangedHandler {
        OrderStatusChangedHandler(record: RecordOrderStatus(customers: customers, waiting: waiting))
    }

    init() throws {
        try customers.follow(["a", "b"].map { CustomerNews(id: $0, sequence: 1, customer: .make()) })
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
    }

    private func status(_ guid: String, of customer: String) throws -> OrderStatusType? {
        try customers.find(customer)?.order(guid)?.history.current?.orderStatusType
    }

    @Test func `what cannot be recorded is rejected at its place with a reason, the others are recorded`() throws {
        let none = Delivery<OrderStatusChangeEvent>(key: "g5", event: nil, sequence: 3, id: nil)
        let rejected = try handle([
            none, .make("g10", customer: "a", sequence: 2), none, .make("g5", customer: "a", sequence: 2),
        ])
        #expect(
            rejected.sorted { $0.index < $1.index } == [
                RejectedDelivery(index: 0, code: "no-value", reason: "an order status change has a value"),
                RejectedDelivery(
                    index: 1, code: "other-customers-order", reason: "the order belongs to customer b"),
                RejectedDelivery(index: 2, code: "no-value", reason: "an order status change has a value"),
            ])
        #expect(try status("g5", of: "a") == .processing)
        #expect(try status("g10", of: "b") == .approved)
    }

    @Test func `the order that the event names counts, whatever the key says`() throws {
        #expect(try handle([.make("g5", key: "g10", sequence: 2), .make("g5", key: nil, sequence: 3)]).isEmpty)
        #expect(try customers.find("a")?.order("g5")?.history.entries.count == 4)
        #expect(try status("g10", of: "b") == .approved)
        #expect(waiting.steps.isEmpty)
    }

    @Test func `a record with a status that nobody knows is rejected, the others are recorded`() throws {
        func record(_ offset: Int64, _ status: String) -> ConsumerRecord {
            ConsumerRecord(
                topic: "fulfillment.order.change", partition: 0, offset: offset, timestampMilliseconds: 1, key: nil,
                value: Array(
                    #"{"guid":"g5","orderStatusEvent":{"timestamp":5,"orderStatusType":"\#(status)","note":null}}"#.utf8
                ),
                headers: [KafkaHeader("__TypeId__", "org.example.Stranger")])
        }
        let subscription = Subscription(
            topic: "fulfillment.order.change", of: OrderStatusChangeEvent.self, handle: handle.callAsFunction)
        let rejected = try subscription.apply([record(0, "LOST"), record(1, "SHIPPED")])
        #expect(rejected.map(\.index) == [0] && rejected.map(\.code) == ["wrong-schema"])
        #expect(rejected.first?.reason.contains("/orderStatusEvent/orderStatusType") == true, "\(rejected)")
        #expect(try status("g5", of: "a") == .shipped)
    }
}

extension Delivery<OrderStatusChangeEvent> {
    /// Fulfillment began with the order.
    static func make(
        _ guid: String, key: String? = "g5", customer: String? = nil, sequence: Int64?
    ) -> Delivery {
        Delivery(
            key: key,
            event: OrderStatusChangeEvent(
                guid: guid, orderStatusEvent: OrderStatusEvent(timestamp: 2_000, orderStatusType: .processing),
                customerId: customer), sequence: sequence, id: nil)
    }
}
