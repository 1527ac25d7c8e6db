import StorefrontContracts

/// The steps of an order, oldest first: those that orders made in the order in which it made them, then those of
/// fulfillment in fulfillment's order, in whatever order they arrive.
struct OrderHistory: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var event: OrderStatusEvent
        /// Made by fulfillment.
        var isFulfillments = false
        /// Fulfillment's version of the order after the step; nil for steps of orders and for those of Spring peers.
        var sequence: Int64?
    }

    private(set) var entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    var current: OrderStatusEvent? { entries.last?.event }

    /// Holds a step that only fulfillment makes.
    var isBeyondOrders: Bool {
        entries.contains { $0.isFulfillments || Self.fulfillmentsOwn.contains($0.event.orderStatusType) }
    }

    private static let fulfillmentsOwn: Set<OrderStatusType> = [
        .processing, .shipped, .inTransit, .received, .returned,
    ]

    /// Adds a step of orders' own.
    mutating func append(_ event: OrderStatusEvent) {
        entries.append(Entry(event: event))
    }

    /// The highest sequence of fulfillment's steps; nil while there are none.
    var fulfillmentSequence: Int64? { entries.compactMap { $0.isFulfillments ? $0.sequence : nil }.max() }

    /// Puts a step of fulfillment where it belongs. False when it is there already: the same sequence or, for a step
    /// without one, the same time, status and note.
    mutating func insert(_ entry: Entry) -> Bool {
        guard !entries.contains(where: { $0.isSameStep(as: entry) }) else { return false }
        let position = entries.lastIndex { !$0.isFulfillments || !entry.precedes($0) }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: position)
        return true
    }
}

extension OrderHistory.Entry {
    fileprivate func isSameStep(as other: Self) -> Bool {
        guard isFulfillments == other.isFulfillments else { return false }
        if let sequence, let theirs = other.sequence { return sequence == theirs }
        return event == other.event
    }

    /// By sequence where both have one, else by time and then by the order in which an order lives through its states.
    fileprivate func precedes(_ other: Self) -> Bool {
        if let sequence, let theirs = other.sequence { return sequence < theirs }
        return (event.timestamp, event.orderStatusType.rank) < (other.event.timestamp, other.event.orderStatusType.rank)
    }
}

extension OrderStatusType {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
