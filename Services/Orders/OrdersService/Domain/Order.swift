import JSON
import StorefrontContracts

/// An order of a customer. Its status belongs to orders until fulfillment is asked, and to fulfillment from then on.
struct Order: Sendable, Equatable {
    let guid: String
    /// Grows by one with each change; the sequence of the order's events.
    private(set) var version: Int64
    private(set) var history: OrderHistory
    let items: [OrderItem]
    /// When fulfillment was asked, in milliseconds since 1970-01-01 UTC; nil: not yet.
    private(set) var requestedAt: Int64?
    /// The last requests that changed it and may come again, by id.
    private(set) var operations: [String]

    /// How many operations are remembered.
    private static let rememberedOperations = 20

    /// A new order with its history so far, at version 1.
    init(new guid: String, steps: [OrderStatusEvent], items: [OrderItem]) {
        self.init(
            stored: guid, version: 1, history: OrderHistory(steps.map { .init(event: $0) }), items: items,
            requestedAt: nil)
    }

    /// The door for the store.
    init(
        stored guid: String, version: Int64, history: OrderHistory, items: [OrderItem], requestedAt: Int64?,
        operations: [String] = []
    ) {
        self.guid = guid
        self.version = version
        self.history = history
        self.items = items
        self.requestedAt = requestedAt
        self.operations = operations
    }

    /// Who may change its status now. Orders that the demo sent do not tell when, only what fulfillment did with them.
    var owner: OrderStatusOwner { requestedAt == nil && !history.isBeyondOrders ? .orders : .fulfillment }

    /// Approved, and fulfillment was not asked for it.
    var waitsForFulfillment: Bool { history.current?.orderStatusType == .approved && requestedAt == nil }

    mutating func request(at timeMilliseconds: Int64, by operation: String? = nil) {
        requestedAt = timeMilliseconds
        version += 1
        remember(operation)
    }

    /// Makes a step of orders' own.
    ///
    /// Throws `OrderRefusal`: `stepNotAllowed` when the order's state, or who owns it, does not allow the step;
    /// `historyFull` for a hold that its history has no room for.
    mutating func make(
        _ step: OrderStep, note: String?, at timeMilliseconds: Int64, by operation: String? = nil
    ) throws(OrderRefusal) -> OrderStatusEvent {
        guard owner == .orders, step.owners.contains(.orders),
            let target = step.target(after: history.entries.map(\.event.orderStatusType))
        else { throw .stepNotAllowed(step.rawValue, self) }
        guard step != .hold || Limits.holdableInOrders.contains(history.entries.count) else {
            throw .historyFull(self)
        }
        let event = OrderStatusEvent(timestamp: timeMilliseconds, orderStatusType: target, note: note)
        history.append(event)
        version += 1
        remember(operation)
        return event
    }

    /// Whether that request took effect already.
    func wasChanged(by operation: String?) -> Bool { operation.map { operations.contains($0) } ?? false }

    private mutating func remember(_ operation: String?) {
        if let operation { operations = (operations + [operation]).suffix(Self.rememberedOperations) }
    }

    /// False when that step is in the history already.
    mutating func record(_ step: OrderHistory.Entry) -> Bool {
        guard history.insert(step) else { return false }
        version += 1
        return true
    }
}

extension Order: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("orderStatusEvents", history.entries.map(\.event))
        writer.member("orderItems", items)
    }
}
