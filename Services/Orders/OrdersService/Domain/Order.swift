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

    /// A new order with its history so far, at version 1.
    init(new guid: String, steps: [OrderStatusEvent], items: [OrderItem]) {
        self.init(
            stored: guid, version: 1, history: OrderHistory(steps.map { .init(event: $0) }), items: items,
            requestedAt: nil)
    }

    /// The door for the store.
    init(stored guid: String, version: Int64, history: OrderHistory, items: [OrderItem], requestedAt: Int64?) {
        self.guid = guid
        self.version = version
        self.history = history
        self.items = items
        self.requestedAt = requestedAt
    }

    /// Approved, and fulfillment was not asked for it.
    var waitsForFulfillment: Bool { history.current?.orderStatusType == .approved && requestedAt == nil }

    mutating func request(at timeMilliseconds: Int64) {
        requestedAt = timeMilliseconds
        version += 1
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
