import StorefrontContracts

/// What an event of accounts says of a customer.
struct CustomerNews: Sendable, Equatable {
    let id: String
    /// The customer's version; nil in events of Spring peers.
    let sequence: Int64?
    /// Nil: deleted.
    let recipient: Recipient?
}

/// Where fulfillments are kept. State and events commit together; all calls block and may throw the store's errors.
protocol FulfillmentRepository: Sendable {
    /// A fresh id.
    func nextID() -> String
    func find(_ id: String) throws -> Fulfillment?
    /// Fulfillments in a state by id, from behind `last`, at most `limit`.
    func page(in status: OrderStatusType, after last: String?, limit: Int) throws -> [Fulfillment]
    /// Calls `body` with each fulfillment, one at a time, in no particular order.
    func forEach(_ body: (Fulfillment) throws -> Void) throws
    /// Returns how many took: not those that lost a race, so that the caller loads and decides again.
    func commit(_ changed: [Fulfillment]) throws -> Int
    /// Keeps requests; one for an order that is here already changes nothing, unless its items were forgotten. Returns
    /// those whose order is here for another customer, by index, with the id of that customer.
    @discardableResult
    func accept(_ requests: [Fulfillment]) throws -> [Int: String]
    /// Keeps the newest state of each customer for requests to come, and brings those up to date that are not shipped yet.
    /// Of a deleted customer only that is kept: its requests stay as they are, and news from before the deletion changes
    /// nothing. Ids are unique in `news`.
    func follow(_ news: [CustomerNews]) throws
    func removeAll() throws
}
