import TestSupport

/// What the fleet has acknowledged of one customer and its orders.
struct CustomerRecord: Sendable {
    let id: String
    var state: CustomerState
    var isDeleted = false
    var orders: [OrderRecord] = []
    /// Acknowledged writes; tells one state of this record from the next.
    var version = 1
}

/// What was acknowledged of one order.
struct OrderRecord: Sendable {
    let guid: String
    /// Oldest first: every step that a 2xx answered.
    var steps: [RecordedStep]
    /// Fulfillment was asked: its owner from then on.
    var isSent = false
    /// Fulfillment's own id for it, once it is known.
    var fulfillmentID: String?

    /// The state before the present hold.
    var statusBeforeHold: String? { steps.last { $0.status != "ON_HOLD" }?.status }
    var status: String { steps.last?.status ?? "" }
    /// Nothing that the load does with it is allowed any more.
    var isFinished: Bool { ["REJECTED", "CANCELLED", "RECEIVED", "RETURNED"].contains(status) }
    var isShipped: Bool { steps.contains { $0.status == "SHIPPED" } || (isFinished && isSent) }
}

/// A step of an order's history; the note is the write's own, so that each step is told from every other.
struct RecordedStep: Sendable, Hashable, CustomStringConvertible {
    let status: String
    let note: String?

    var description: String { note.map { "\(status) (\($0))" } ?? status }
}
