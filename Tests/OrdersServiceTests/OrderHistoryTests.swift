import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct OrderHistoryTests {
    static let own = [
        OrderHistory.Entry(event: OrderStatusEvent(timestamp: 100, orderStatusType: .created)),
        OrderHistory.Entry(event: OrderStatusEvent(timestamp: 101, orderStatusType: .approved)),
    ]
    static let steps: [OrderHistory.Entry] = [
        .fulfillments(.processing, at: 200, sequence: 2), .fulfillments(.shipped, at: 200, sequence: 3),
        .fulfillments(.inTransit, at: 199, sequence: 5), .fulfillments(.received, at: 300, sequence: 6),
    ]
    static let statuses: [OrderStatusType] = [.created, .approved, .processing, .shipped, .inTransit, .received]

    @Test func `steps in any order, each twice, give one history`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var history = OrderHistory(Self.own)
            for step in (Self.steps + Self.steps).shuffled(using: &random) { _ = history.insert(step) }
            #expect(history.entries.map(\.event.orderStatusType) == Self.statuses)
        }
    }

    @Test func `steps without a sequence are told apart by time, then by the order of the states`() {
        var random = SystemRandomNumberGenerator()
        let steps: [OrderHistory.Entry] = [
            .fulfillments(.processing, at: 200), .fulfillments(.shipped, at: 200), .fulfillments(.inTransit, at: 201),
            .fulfillments(.received, at: 202),
        ]
        for _ in 0..<200 {
            var history = OrderHistory(Self.own)
            for step in (steps + steps).shuffled(using: &random) { _ = history.insert(step) }
            #expect(history.entries.map(\.event.orderStatusType) == Self.statuses)
        }
    }

    @Test func `a repeated step is told`() {
        var history = OrderHistory(Self.own)
        let step = OrderHistory.Entry.fulfillments(.processing, at: 200, sequence: 2)
        #expect(history.insert(step) == true)
        #expect(history.insert(step) == false)
    }
}
