import JSON
// STUB: being written.

/// Names of the four topics, as configured.
public struct TopicNames: Sendable, Equatable {
    public var customerChange: String, orderChange: String, fulfillmentChange: String, orderStatusChange: String
    public init(customerChange: String = "accounts.customer.change", orderChange: String = "orders.order.change", fulfillmentChange: String = "fulfillment.order.change", orderStatusChange: String = "orders.status.change") {
        self.customerChange = customerChange; self.orderChange = orderChange; self.fulfillmentChange = fulfillmentChange; self.orderStatusChange = orderStatusChange }
}
