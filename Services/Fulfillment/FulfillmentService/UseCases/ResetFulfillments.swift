/// Takes away all fulfillments and what was kept of customers.
struct ResetFulfillments: Sendable {
    let fulfillments: any FulfillmentRepository

    func callAsFunction() throws { try fulfillments.removeAll() }
}
