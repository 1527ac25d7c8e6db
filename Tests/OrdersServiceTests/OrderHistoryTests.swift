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

    @Test func `steps that are forgotten can be told again, and only those`() {
        var history = OrderHistory(Self.own)
        for step in Self.steps { _ = history.insert(step) }
        let complete = history
        let changed = [
            OrderHistory.Entry.fulfillments(.processing, at: 1, sequence: 2),
            .fulfillments(.cancelled, at: 1, sequence: 3),
        ]
        history = OrderHistory(Self.own + changed + Self.steps.dropFirst(2))
        for step in Self.steps { _ = history.insert(step) }
        #expect(history != complete, "their sequences are known")
        _ = history.forgetFulfillmentSteps(beyond: 0)
        #expect(history.entries == Self.own)
        for step in Self.steps { _ = history.insert(step) }
        #expect(history == complete)
        let removed = history.forgetFulfillmentSteps(beyond: 3)
        #expect(removed && history.entries == Self.own + Self.steps.prefix(2))
        var spring = OrderHistory(Self.own + [.fulfillments(.processing, at: 200)])
        let isForgotten = spring.forgetFulfillmentSteps(beyond: 0)
        #expect(!isForgotten && spring.entries.count == 3, "who made it cannot tell it again")
    }

    @Test func `a repeated step is told`() {
        var history = OrderHistory(Self.own)
        let step = OrderHistory.Entry.fulfillments(.processing, at: 200, sequence: 2)
        #expect(history.insert(step) == true)
        #expect(history.insert(step) == false)
    }
}
