public import JSON
public import StorefrontContracts

/// What a service tells of its aggregates and copies, so that somebody can compare it with what the others tell, and how
/// it mends what differs.
public struct ServiceAggregates: Sendable {
    public var kinds: [AggregateSource]
    /// The topics that the service publishes to.
    public var publishes: [String]
    public var republish: RepublishSource

    public init(kinds: [AggregateSource], publishes: [String], republish: RepublishSource) {
        self.kinds = kinds
        self.publishes = publishes
        self.republish = republish
    }
}

/// One kind of aggregates.
public struct AggregateSource: Sendable {
    public let kind: AggregateKind
    let page: @Sendable (AggregateQuery) throws -> [UInt8]
    let forget: (@Sendable ([ForgottenVersion]) throws -> Int64)?

    /// - Parameters:
    ///   - forget: for copies: lowers the versions that they know, so that the event of a present version is applied again;
    ///     returns how many were lowered.
    ///   - page: at most `limit` aggregates, by position.
    public init<Element: JSONWritable & Sendable>(
        _ kind: AggregateKind, forget: (@Sendable ([ForgottenVersion]) throws -> Int64)? = nil,
        page: @escaping @Sendable (AggregateQuery) throws -> AggregatePage<Element>
    ) {
        self.kind = kind
        self.forget = forget
        self.page = { try page($0).jsonBytes() }
    }
}

extension AggregatePage {
    /// A page of what was found with a query's limit: there may be more when the limit was reached.
    public init(_ found: [Element], limit: Int, position: (Element) -> AggregatePosition) {
        self.init(found, next: found.count < limit ? nil : found.last.map(position))
    }
}
