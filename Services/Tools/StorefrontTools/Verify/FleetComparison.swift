import StorefrontContracts

/// One pass over everything that the services hold, or over some customers.
struct FleetComparison {
    /// Differences that are kept; of more only the number is.
    static let maximumKept = 10_000
    /// Fulfillments and summaries without a customer (of Spring peers) that are kept until their orders come.
    static let maximumUnowned = 100_000

    private(set) var differences: [Difference] = []
    private(set) var differenceCount = 0
    private(set) var counts = ComparedCounts()
    private var unownedFulfillments: [String: FulfillmentAggregate] = [:]
    private var unownedSummaries: [String: OrderSummaryAggregate] = [:]
    private let isWhole: Bool

    /// - Parameters:
    ///   - customers: only these; all for nil.
    ///   - each: told each customer with what differs.
    init(
        _ reader: any AggregateReader, customers: [String?]? = nil,
        each: (CustomerGroup, [Difference]) -> Void = { _, _ in }
    ) throws(ToolFailure) {
        isWhole = customers == nil
        var join = MergeJoin(reader, customers: customers)
        while let group = try join.next() {
            guard group.id != nil else {
                try keepUnowned(group)
                continue
            }
            let found = compare(group)
            keep(found)
            each(group, found)
        }
        counts = join.counts
        keepUnmatched()
    }

    private mutating func keep(_ found: [Difference]) {
        differenceCount += found.count
        differences += found.prefix(max(0, Self.maximumKept - differences.count))
    }

    private mutating func compare(_ group: CustomerGroup) -> [Difference] {
        let customer = CustomerComparison(customer: group.accounts, id: group.id)
        var found = customer.ownDifferences + customer.differences(group.orders, in: .orders)
        found += customer.differences(group.fulfillment, in: .fulfillment)
        for fulfillment in group.fulfillments { found += customer.differences(fulfillment) }
        var fulfillments = Dictionary(group.fulfillments.map { ($0.guid, $0) }) { one, _ in one }
        var summaries = Dictionary(group.summaries.map { ($0.guid, $0) }) { one, _ in one }
        for order in group.orderList {
            found +=
                OrderComparison(
                    guid: order.guid, customer: group.id, order: order,
                    fulfillment: fulfillments.removeValue(forKey: order.guid)
                        ?? unownedFulfillments.removeValue(forKey: order.guid),
                    summary: summaries.removeValue(forKey: order.guid)
                        ?? unownedSummaries.removeValue(forKey: order.guid)
                ).differences
        }
        for guid in Set(fulfillments.keys).union(summaries.keys).sorted() {
            found +=
                OrderComparison(
                    guid: guid, customer: group.id, order: nil, fulfillment: fulfillments[guid],
                    summary: summaries[guid]
                ).differences
        }
        return found
    }

    /// They come first, before every customer.
    private mutating func keepUnowned(_ group: CustomerGroup) throws(ToolFailure) {
        for fulfillment in group.fulfillments { unownedFulfillments[fulfillment.guid] = fulfillment }
        for summary in group.summaries { unownedSummaries[summary.guid] = summary }
        guard unownedFulfillments.count <= Self.maximumUnowned, unownedSummaries.count <= Self.maximumUnowned else {
            throw ToolFailure("more than \(Self.maximumUnowned) orders name no customer: they cannot be compared")
        }
    }

    private mutating func keepUnmatched() {
        // Of some customers only, the owners of the others were not read.
        guard isWhole else { return }
        for guid in Set(unownedFulfillments.keys).union(unownedSummaries.keys).sorted() {
            keep(
                OrderComparison(
                    guid: guid, customer: nil, order: nil, fulfillment: unownedFulfillments[guid],
                    summary: unownedSummaries[guid]
                ).differences)
        }
        unownedFulfillments = [:]
        unownedSummaries = [:]
    }
}
