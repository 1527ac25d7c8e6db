import StorefrontContracts
import Testing

/// The table of the life cycle, cell by cell.
@Suite struct OrderLifeCycleTests {
    /// From each state, the states that can follow; from ON_HOLD, beside CANCELLED, the one before it.
    static let table: [OrderStatusType: Set<OrderStatusType>] = [
        .created: [.approved, .rejected, .onHold, .cancelled],
        .approved: [.processing, .onHold, .cancelled],
        .processing: [.shipped, .onHold, .cancelled],
        .onHold: [.processing, .cancelled],
        .shipped: [.inTransit],
        .inTransit: [.received, .returned],
        .received: [.returned],
        .rejected: [], .cancelled: [], .returned: [],
    ]

    @Test(arguments: OrderStatusType.allCases)
    func `from each state just the states of the table follow`(state: OrderStatusType) {
        let history: [OrderStatusType] = state == .onHold ? [.created, .approved, .processing, .onHold] : [state]
        let targets = OrderStep.allCases.compactMap { $0.target(after: history) }
        #expect(Set(targets) == Self.table[state])
        #expect(targets.count == Set(targets).count)
    }

    @Test func `what is resumed goes back to the state before it was held`() {
        #expect(OrderStep.resume.target(after: [.created, .onHold]) == .created)
        #expect(OrderStep.resume.target(after: [.created, .approved, .onHold, .onHold]) == .approved)
        #expect(OrderStep.resume.target(after: [.onHold]) == nil)
    }

    @Test func `an order without history can do nothing`() {
        #expect(OrderStep.allCases.allSatisfy { $0.target(after: []) == nil })
    }
}
