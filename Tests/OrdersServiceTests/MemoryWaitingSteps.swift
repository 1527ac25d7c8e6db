import Synchronization

@testable import OrdersService

/// Steps that wait, in memory.
final class MemoryWaitingSteps: WaitingSteps {
    private let all = Mutex<[FulfillmentStep]>([])

    var steps: [FulfillmentStep] { all.withLock { $0 } }

    func keep(_ steps: [FulfillmentStep]) throws {
        all.withLock { all in
            for step in steps where !all.contains(step) { all.append(step) }
        }
    }

    func forEachBatch(of size: Int, _ body: ([FulfillmentStep]) throws -> Void) throws {
        var rest = steps[...]
        while !rest.isEmpty {
            try body(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }

    func remove(_ steps: [FulfillmentStep]) throws { all.withLock { $0.removeAll { steps.contains($0) } } }

    func removeAll() throws { all.withLock { $0 = [] } }
}
