import StorefrontContracts

/// A topic.
struct EventChannel: Sendable {
    /// Its name in the document.
    let id: String
    let address: String
    let title: String
    let description: String
    let messages: [EventMessage]
    let sender: Service
    let receivers: [Service]

    static let all: [EventChannel] = {
        let names = TopicNames()
        return [
            EventChannel(
                id: "customers", address: names.customerChange, title: "Customers",
                description: "Every change of a customer, and its deletion. The key is the customer's id. "
                    + "Another name is set by SPRING_KAFKA_TOPIC_ACCOUNTS_CUSTOMER.",
                messages: [.customerChange, .customerDeletion], sender: .accounts, receivers: [.orders, .fulfillment]),
            EventChannel(
                id: "fulfillmentRequests", address: names.orderChange, title: "Requests for fulfillment",
                description: "Approved orders, for fulfillment to ship. The key is the order's guid. "
                    + "Another name is set by SPRING_KAFKA_TOPIC_ORDERS_ORDER.",
                messages: [.fulfillmentRequest], sender: .orders, receivers: [.fulfillment]),
            EventChannel(
                id: "fulfillmentSteps", address: names.fulfillmentChange, title: "Steps that fulfillment makes",
                description: "Every status that fulfillment gives an order. The key is the order's guid. "
                    + "Another name is set by SPRING_KAFKA_TOPIC_FULFILLMENT_ORDER.",
                messages: [.orderStatusChange], sender: .fulfillment, receivers: [.orders, .accounts]),
            EventChannel(
                id: "orderSteps", address: names.orderStatusChange, title: "Steps that orders makes",
                description: "Every status that orders gives an order. The key is the order's guid. "
                    + "Another name is set by SPRING_KAFKA_TOPIC_ORDERS_STATUS.",
                messages: [.orderStatusChange], sender: .orders, receivers: [.accounts]),
        ]
    }()
}
