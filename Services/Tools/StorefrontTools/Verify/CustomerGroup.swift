import StorefrontContracts

/// Everything that the three services say of one customer.
struct CustomerGroup {
    /// Nil: of no customer.
    let id: String?
    var accounts: CustomerAggregate?
    var orders: CustomerAggregate?
    var fulfillment: CustomerAggregate?
    var orderList: [OrderAggregate] = []
    var fulfillments: [FulfillmentAggregate] = []
    var summaries: [OrderSummaryAggregate] = []
}

/// Brings the streams of all services together, customer by customer. All come in the same order, so the memory that it
/// takes is that of a page of each and of one customer.
struct MergeJoin {
    private var accounts: AggregateStream<CustomerAggregate>
    private var copies: AggregateStream<CustomerAggregate>
    private var recipients: AggregateStream<CustomerAggregate>
    private var orders: AggregateStream<OrderAggregate>
    private var fulfillments: AggregateStream<FulfillmentAggregate>
    private var summaries: AggregateStream<OrderSummaryAggregate>

    /// - Parameter wanted: only customers with these ids; all for nil.
    init(_ reader: any AggregateReader, customers wanted: [String?]? = nil) {
        func selection(_ after: AggregatePosition?) -> AggregateSelection {
            AggregateSelection(after: after, customers: wanted)
        }
        func customers(_ service: StorefrontService) -> AggregateStream<CustomerAggregate> {
            AggregateStream("customers of \(service)", position: { AggregatePosition(customer: $0.id) }) {
                (after) throws(ToolFailure) in try reader.customers(of: service, selection(after))
            }
        }
        accounts = customers(.accounts)
        copies = customers(.orders)
        recipients = customers(.fulfillment)
        orders = AggregateStream(
            "orders", position: { AggregatePosition(customer: $0.customerId, order: $0.guid) }
        ) { (after) throws(ToolFailure) in try reader.orders(selection(after)) }
        fulfillments = AggregateStream(
            "fulfillments", position: { AggregatePosition(customer: $0.customerId, order: $0.guid) }
        ) { (after) throws(ToolFailure) in try reader.fulfillments(selection(after)) }
        summaries = AggregateStream(
            "order summaries", position: { AggregatePosition(customer: $0.customerId, order: $0.guid) }
        ) { (after) throws(ToolFailure) in try reader.orderSummaries(selection(after)) }
    }

    /// The next customer; nil at the end.
    mutating func next() throws(ToolFailure) -> CustomerGroup? {
        let heads = [
            try accounts.customer(), try copies.customer(), try recipients.customer(), try orders.customer(),
            try fulfillments.customer(), try summaries.customer(),
        ]
        guard let first = heads.compactMap({ $0 }).min() else { return nil }
        var group = CustomerGroup(id: first.customer)
        group.accounts = try accounts.take(first).first
        group.orders = try copies.take(first).first
        group.fulfillment = try recipients.take(first).first
        group.orderList = try orders.take(first)
        group.fulfillments = try fulfillments.take(first)
        group.summaries = try summaries.take(first)
        return group
    }

    /// What was compared so far.
    var counts: ComparedCounts {
        ComparedCounts(
            customers: accounts.count, copies: copies.count + recipients.count, orders: orders.count,
            fulfillments: fulfillments.count, summaries: summaries.count)
    }
}

struct ComparedCounts: Sendable, Equatable {
    /// In accounts, deleted ones too.
    var customers = 0
    /// In orders and in fulfillment.
    var copies = 0
    var orders = 0
    var fulfillments = 0
    /// Orders that accounts knows of.
    var summaries = 0
}
