/// A step of fulfillment whose order is not here yet.
struct WaitingStep: Sendable, Equatable {
    /// Under which it is kept.
    let id: String
    let step: FulfillmentStep
}

/// Keeps steps of fulfillment whose order is not here yet.
protocol WaitingSteps: Sendable {
    /// A step that waits already changes nothing; for another customer's order it is another step.
    func keep(_ steps: [FulfillmentStep]) throws
    /// Calls `body` with all of them, at most `size` at a time.
    func forEachBatch(of size: Int, _ body: ([WaitingStep]) throws -> Void) throws
    func remove(_ ids: [String]) throws
    func removeAll() throws
}
