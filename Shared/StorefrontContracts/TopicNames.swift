/// The names of the four topics, as this fleet is configured.
public struct TopicNames: Sendable, Equatable {
    /// `CustomerChangeEvent`, from accounts.
    public var customerChange: String
    /// `FulfillmentRequestEvent`, from orders.
    public var orderChange: String
    /// `OrderStatusChangeEvent` for the steps that fulfillment makes.
    public var fulfillmentChange: String
    /// `OrderStatusChangeEvent` for the steps that orders makes.
    public var orderStatusChange: String

    public init(
        customerChange: String = "accounts.customer.change",
        orderChange: String = "orders.order.change",
        fulfillmentChange: String = "fulfillment.order.change",
        orderStatusChange: String = "orders.status.change"
    ) {
        self.customerChange = customerChange
        self.orderChange = orderChange
        self.fulfillmentChange = fulfillmentChange
        self.orderStatusChange = orderStatusChange
    }
}
