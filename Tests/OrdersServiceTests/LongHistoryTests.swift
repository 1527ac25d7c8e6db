import JSON
import Outbox
import StorefrontContracts
import Testing

@testable import OrdersService

/// An order that is as large as requests can make it.
@Suite struct LongHistoryTests {
    /// A character that takes six bytes in JSON.
    private static let escaped = "\u{1}"
    private static let note = String(repeating: escaped, count: 1_000)

    @Test func `an order is held until its history is full, and goes on`() throws {
        var order = Order(new: "g", steps: [OrderStatusEvent(timestamp: 1, orderStatusType: .created)], items: [])
        try hold(&order)
        #expect(throws: OrderRefusal.historyFull(order)) { try order.make(.hold, note: nil, at: 2) }
        _ = try order.make(.approve, note: nil, at: 2)
        #expect(throws: OrderRefusal.historyFull(order)) { try order.make(.hold, note: nil, at: 2) }
        #expect(order.history.entries.count == 62)
        order.request(at: 3)
        #expect(order.owner == .fulfillment)
    }

    @Test func `the largest request is read by fulfillment and has less than 900 KB, now and published again`() throws {
        var order = Order(
            new: String(repeating: "g", count: 36), steps: [OrderStatusEvent(timestamp: 1, orderStatusType: .created)],
            items: try Self.largestItems())
        try hold(&order)
        _ = try order.make(.approve, note: Self.note, at: .max)
        order.request(at: .max)
        let first = try request(order)
        #expect(first.bytes > 600_000 && first.event.order.orderStatusEvents.count == 62)
        for sequence in 2...(Int64(Limits.holdableInFulfillment.upperBound) + 6 - 62 + 1) {
            _ = order.record(
                OrderHistory.Entry(
                    event: OrderStatusEvent(timestamp: .max, orderStatusType: .inTransit, note: Self.note),
                    isFulfillments: true, sequence: sequence))
        }
        let last = try request(order)
        #expect((800_000..<900_000).contains(last.bytes), "\(last.bytes)")
        #expect(last.event.order.orderStatusEvents.count == 96)
        #expect(Limits.history.contains(96))
    }

    /// Holds and resumes as often as it is allowed.
    private func hold(_ order: inout Order) throws {
        while order.history.entries.count < Limits.holdableInOrders.upperBound {
            _ = try order.make(.hold, note: Self.note, at: .max)
            _ = try order.make(.resume, note: Self.note, at: .max)
        }
    }

    private func request(_ order: Order) throws -> (bytes: Int, event: FulfillmentRequestEvent) {
        let text = String(repeating: Self.escaped, count: 200)
        let address = Address(
            type: .shipping, description: text, address1: text, address2: text, city: text, state: text,
            postalCode: text)
        let copy = CustomerCopy(
            name: Name(title: text, firstName: text, middleName: text, lastName: text, suffix: text),
            contact: Contact(primaryPhone: text, secondaryPhone: text, email: text), addresses: [address])
        let event = FulfillmentRequestedPublisher(topic: "t").event(
            for: order, of: copy, to: address,
            in: CustomerOrders(
                stored: String(repeating: "c", count: 24), version: 1, customerVersion: 1, customer: copy,
                isDeleted: false, orders: [order]), at: .max)
        let value = try #require(event.value)
        return (value.count, try JSONDocument(parsing: value).read())
    }

    /// Of a request body with not a byte to spare.
    private static func largestItems() throws -> [OrderItem] {
        func body(_ escapes: Int) -> String {
            let item = #"""
                {"product":{"guid":"g","title":"t","description":"\#(String(repeating: #"\u0001"#, count: escapes))",\#
                "price":9e8},"quantity":2147483647}
                """#
            return #"{"orderItems":[\#(Array(repeating: item, count: 100).joined(separator: ","))]}"#
        }
        let limit = 262_144
        let escapes = (limit - body(0).utf8.count) / 600
        let bytes = Array(body(escapes).utf8)
        #expect((limit - 600...limit).contains(bytes.count))
        let order: NewOrder = try JSONDocument(parsing: bytes).read()
        return order.orderItems
    }
}
