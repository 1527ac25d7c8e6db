/// Why orders refuses.
enum OrderRefusal: Error, Equatable {
    case customerNotFound(String)
    /// A deleted customer gets no more orders.
    case customerDeleted(String)
    /// What is stored of the customer's orders has reached its bound.
    case tooManyOrders(String)
    case orderNotFound(String)
    /// The state of the order, or that fulfillment owns it by now, does not allow the step.
    case stepNotAllowed(String, Order)
    /// Its history is too long for another hold.
    case historyFull(Order)
    /// The customer has no address of type SHIPPING.
    case noShippingAddress(Order)
    /// The caller's condition does not hold for what is stored, or no longer does.
    case preconditionFailed(String)
}
