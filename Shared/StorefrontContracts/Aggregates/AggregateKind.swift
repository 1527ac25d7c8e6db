public import JSON

/// The kinds of aggregates that services tell of, by the names that the endpoint takes.
public enum AggregateKind: String, Sendable, CaseIterable {
    /// `CustomerAggregate`: accounts' own, the copies of orders, and what fulfillment keeps for requests to come.
    case customers
    /// `OrderAggregate`, from orders.
    case orders
    /// `FulfillmentAggregate`, from fulfillment.
    case fulfillments
    /// `OrderSummaryAggregate`, from accounts.
    case orderSummaries = "order-summaries"
}

/// Lowers what a copy knows, so that an event of a version that it has already is applied again.
public struct ForgottenVersion: Sendable, Equatable {
    public var id: String
    /// The highest version that the copy may go on knowing.
    public var version: Int64

    public init(id: String, version: Int64) {
        self.id = id
        self.version = version
    }
}

extension ForgottenVersion: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        id = object.required("id") { $0.string(Limits.identifier) }
        version = object.required("version") { $0.integer(in: 0...Int64.max) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("version", version)
    }
}
