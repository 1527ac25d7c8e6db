/// What an event of accounts says of a customer.
struct CustomerNews: Sendable, Equatable {
    let id: String
    /// The customer's version; nil in events of Spring peers.
    let sequence: Int64?
    /// Nil: deleted.
    let customer: CustomerCopy?
}

/// Which customers a step is for.
enum CustomerSelection: Sendable {
    case withoutOrders
    case withOrdersToFulfill
}

/// Where customers' orders are kept. State and events commit together; all calls block and may throw the store's errors.
protocol CustomerOrdersRepository: Sendable {
    /// As it was written last, which a crash of the database within the next milliseconds may take back: for showing it, or
    /// for a change that commits only upon what was found.
    func find(_ id: String) throws -> CustomerOrders?
    func find(_ ids: [String]) throws -> [CustomerOrders]
    /// Those that have one of these orders.
    func find(ordersWithGuids guids: [String]) throws -> [CustomerOrders]
    /// Living customers by id, from behind `last`, at most `limit`.
    func page(_ selection: CustomerSelection, after last: String?, limit: Int) throws -> [CustomerOrders]
    /// Calls `body` with each living customer, one at a time, in no particular order.
    func forEachLiving(_ body: (CustomerOrders) throws -> Void) throws
    /// True when all changes took; false when one of them lost a race, so that its caller loads and decides again.
    func commit(_ changed: [CustomerOrders]) throws -> Bool
    /// Brings copies up to date; news that is older than the copy changes nothing. Ids are unique in `news`.
    func follow(_ news: [CustomerNews]) throws
    func removeAll() throws
}
