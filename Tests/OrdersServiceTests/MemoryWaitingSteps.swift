import Synchronization

@testable import OrdersService

/// Steps that wait, in memory.
final class MemoryWaitingSteps: WaitingSteps {
    private struct State {
        var all: [WaitingStep] = []
        var count = 0
    }
    private let state = Mutex(State())

    var steps: [FulfillmentStep] { all.map(\.step) }

    private var all: [WaitingStep] { state.withLock { $0.all } }

    func keep(_ steps: [FulfillmentStep]) throws {
        state.withLock { state in
            for step in steps where !state.all.contains(where: { $0.step == step }) {
                state.count += 1
                state.all.append(WaitingStep(id: "\(state.count)", step: step))
            }
        }
    }

    func forEachBatch(of size: Int, _ body: ([WaitingStep]) throws -> Void) throws {
        var rest = all[...]
        while !rest.isEmpty {
            try body(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }

    func remove(_ ids: [String]) throws { state.withLock { $0.all.removeAll { ids.contains($0.id) } } }

    func removeAll() throws { state.withLock { $0.all = [] } }
}
