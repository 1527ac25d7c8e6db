import HTTP
public import StorefrontContracts
import Web

/// Which aggregates are asked for.
public struct AggregateQuery: Sendable, Equatable {
    /// Begin behind this position.
    public var after: AggregatePosition?
    /// Only those of these customers, nil standing for "of no customer"; all for nil.
    public var customers: [String?]?
    /// 1 … `maximumAggregatesPerPage`.
    public var limit: Int

    public init(
        after: AggregatePosition? = nil, customers: [String?]? = nil, limit: Int = maximumAggregatesPerPage
    ) {
        self.after = after
        self.customers = customers
        self.limit = limit
    }
}

extension AggregateQuery {
    /// Customers in one query.
    static let maximumCustomers = 200

    /// `?after=ID&order=GUID&customer=ID&limit=N`: `customer` may be repeated, and an empty id stands for none.
    ///
    /// Throws a `Problem`, 400.
    init(_ context: RequestContext) throws {
        let after = context.queryValue("after").map { id in
            AggregatePosition(customer: id.isEmpty ? nil : id, order: context.queryValue("order"))
        }
        let customers = context.queryValues("customer").map { $0.isEmpty ? nil : $0 }
        guard customers.count <= Self.maximumCustomers else {
            throw Self.refusal("customer may be given \(Self.maximumCustomers) times at most")
        }
        var limit = maximumAggregatesPerPage
        if let text = context.queryValue("limit") {
            guard let number = Int(text), (1...maximumAggregatesPerPage).contains(number) else {
                throw Self.refusal("limit is a number from 1 to \(maximumAggregatesPerPage)")
            }
            limit = number
        }
        self.init(after: after, customers: customers.isEmpty ? nil : customers, limit: limit)
    }

    private static func refusal(_ sentence: String) -> Problem {
        Problem(.badRequest, code: "invalid-query", detail: "In the query, \(sentence).")
    }
}
