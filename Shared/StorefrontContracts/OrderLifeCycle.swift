/// Who may change an order's status: orders until it has asked for fulfillment, fulfillment from then on.
public enum OrderStatusOwner: String, Sendable, Hashable, CaseIterable {
    case orders
    case fulfillment
}

/// The steps of an order's life, and the table of the states that each leads from and to.
public enum OrderStep: String, Sendable, Hashable, CaseIterable {
    case approve
    case reject
    case process
    case ship
    case moveInTransit = "in-transit"
    case receive
    case `return`
    case hold
    case resume
    case cancel

    /// The states that it can start from.
    public var from: Set<OrderStatusType> {
        switch self {
        case .approve, .reject: [.created]
        case .process: [.approved]
        case .ship: [.processing]
        case .moveInTransit: [.shipped]
        case .receive: [.inTransit]
        case .return: [.inTransit, .received]
        case .hold: [.created, .approved, .processing]
        case .resume: [.onHold]
        case .cancel: [.created, .approved, .processing, .onHold]
        }
    }

    /// Who makes it.
    public var owners: Set<OrderStatusOwner> {
        switch self {
        case .approve, .reject: [.orders]
        case .process, .ship, .moveInTransit, .receive, .return: [.fulfillment]
        case .hold, .resume, .cancel: [.orders, .fulfillment]
        }
    }

    /// The state that it leads to after this history (oldest first); nil when it is not allowed there.
    public func target(after history: some BidirectionalCollection<OrderStatusType>) -> OrderStatusType? {
        guard let current = history.last, from.contains(current) else { return nil }
        switch self {
        case .approve: return .approved
        case .reject: return .rejected
        case .process: return .processing
        case .ship: return .shipped
        case .moveInTransit: return .inTransit
        case .receive: return .received
        case .return: return .returned
        case .hold: return .onHold
        case .resume: return history.last { $0 != .onHold }
        case .cancel: return .cancelled
        }
    }
}
