/// How a service publishes the present state of its aggregates again: through the outbox, with their present versions, so
/// that whoever has applied that state refuses it as repeated. Both closures block and throw the store's errors.
public struct RepublishSource: Sendable {
    /// The next ones behind `last`, in a fixed order: of `limit` documents, or fewer when they have many events.
    let page: @Sendable (_ last: String?, _ limit: Int) throws -> RepublishedPage
    /// Those with these ids: customers' in accounts, orders' guids in the others.
    let some: @Sendable (_ ids: [String]) throws -> RepublishedPage

    public init(
        page: @escaping @Sendable (_ last: String?, _ limit: Int) throws -> RepublishedPage,
        some: @escaping @Sendable (_ ids: [String]) throws -> RepublishedPage
    ) {
        self.page = page
        self.some = some
    }
}

/// What became of a page.
public struct RepublishedPage: Sendable, Equatable {
    /// Customers or orders whose state goes out again.
    public var aggregates: Int
    /// What was made for them.
    public var events: Int
    /// Those that do not go out, and would not at a next try either: unreadable, or refused by the
    /// database.
    public var skipped: Int
    /// Ids, as `some` takes them, of those whose documents have no room for their events now: to be offered again.
    public var left: [String]
    /// The last document's id; nil when it was the last page.
    public var last: String?

    public init(aggregates: Int, events: Int, skipped: Int, left: [String] = [], last: String?) {
        self.aggregates = aggregates
        self.events = events
        self.skipped = skipped
        self.left = left
        self.last = last
    }
}
