/// Keeps steps of fulfillment whose order is not here yet.
protocol WaitingSteps: Sendable {
    /// A step that waits already changes nothing.
    func keep(_ steps: [FulfillmentStep]) throws
    /// Calls `body` with all of them, at most `size` at a time.
    func forEachBatch(of size: Int, _ body: ([FulfillmentStep]) throws -> Void) throws
    func remove(_ steps: [FulfillmentStep]) throws
    func removeAll() throws
}
