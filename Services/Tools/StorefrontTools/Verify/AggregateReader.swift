package import StorefrontContracts

/// Tells what the services hold: by what they say themselves, or by a look into their databases.
package protocol AggregateReader: Sendable {
    func customers(
        of service: StorefrontService, _ selection: AggregateSelection
    ) throws(ToolFailure) -> AggregatePage<CustomerAggregate>
    func orders(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderAggregate>
    func fulfillments(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<FulfillmentAggregate>
    func orderSummaries(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderSummaryAggregate>
}

/// A page that is asked for.
package struct AggregateSelection: Sendable, Equatable {
    /// Begin behind this position.
    package var after: AggregatePosition?
    /// Only those of these customers, nil standing for "of no customer"; all for nil.
    package var customers: [String?]?
    package var limit = maximumAggregatesPerPage

    package init(after: AggregatePosition? = nil, customers: [String?]? = nil) {
        self.after = after
        self.customers = customers
    }
}
