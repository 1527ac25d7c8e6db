import StorefrontContracts

/// A customer's new order, in state CREATED.
struct PlaceOrder: Sendable {
    let customers: any CustomerOrdersRepository
    let newGuid: @Sendable () -> String
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64

    /// The guid of an order that is placed by an operation is the operation's id, so that its repetition finds it.
    func callAsFunction(customer id: String, items: [OrderItem], by operation: String? = nil) throws -> Order {
        let guid = operation ?? newGuid()
        while true {
            guard var customer = try customers.find(id) else { throw OrderRefusal.customerNotFound(id) }
            if let placed = customer.order(guid) { return placed }
            guard !customer.isDeleted else { throw OrderRefusal.customerDeleted(id) }
            guard !customer.isFull else { throw OrderRefusal.tooManyOrders(id) }
            let created = OrderStatusEvent(timestamp: now(), orderStatusType: .created)
            let order = Order(new: guid, steps: [created], items: items)
            customer.add(order)
            if try customers.commit([customer]) { return order }
        }
    }
}
