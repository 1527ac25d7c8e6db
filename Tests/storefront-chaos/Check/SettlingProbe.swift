import Synchronization
import TestSupport
import Threads

/// Measures how long after the end of a fault every write that was acknowledged before that end shows in all services.
///
/// A thread of its own compares the customers concerned by cheap reads, again and again. A customer counts once it was
/// seen to agree with a state of its record that includes those writes, so the times are upper bounds.
final class SettlingProbe: Sendable {
    struct Settling: Sendable {
        let fault: FaultPlan.Entry
        /// Of one that never settled: until nobody waited any longer.
        let duration: Duration
        /// What was waited for last.
        var obstacle: String?
    }

    private struct Pending {
        let fault: FaultPlan.Entry
        let end: ContinuousClock.Instant
        /// The version of each customer's record at the end of the fault, of those that were not seen since.
        var versions: [String: Int]
        var obstacle: String?
    }
    private struct State {
        var pending: [Pending] = []
        /// The newest version of each customer's record that all services were seen to agree with.
        var confirmed: [String: Int] = [:]
        var settled: [Settling] = []
        var isEnding = false
    }
    private let state = Mutex(State())
    private let thread = Mutex<NamedThread?>(nil)
    private let ledger: Ledger
    private let comparison: Comparison
    private let finder: FulfillmentFinder

    init(_ ledger: Ledger, _ comparison: Comparison, _ finder: FulfillmentFinder) {
        self.ledger = ledger
        self.comparison = comparison
        self.finder = finder
    }

    func start() {
        thread.withLock {
            $0 = NamedThread("settling") {
                while !self.state.withLock({ $0.isEnding }) {
                    self.pass()
                    Waiting.pause(.milliseconds(30))
                }
            }
        }
    }

    /// Goes on until all is settled or the deadline passes; returns what was measured, and the faults that never settled.
    func finish(by deadline: ContinuousClock.Instant) -> (settled: [Settling], unsettled: [Settling]) {
        _ = Waiting.until(deadline) { state.withLock { $0.pending.isEmpty } }
        state.withLock { $0.isEnding = true }
        thread.withLock { $0 }?.join()
        let now = ContinuousClock.now
        return state.withLock { state in
            let unsettled = state.pending.map {
                Settling(fault: $0.fault, duration: $0.end.duration(to: now), obstacle: $0.obstacle)
            }
            return (state.settled, unsettled)
        }
    }

    /// A fault has ended at this moment.
    func faultEnded(_ fault: FaultPlan.Entry) {
        let end = ContinuousClock.now
        let versions = ledger.versions
        state.withLock { state in
            let open = versions.filter { state.confirmed[$0.key, default: 0] < $0.value }
            if open.isEmpty {
                state.settled.append(Settling(fault: fault, duration: .zero))
            } else {
                state.pending.append(Pending(fault: fault, end: end, versions: open))
            }
        }
    }

    private func pass() {
        let ids = state.withLock { state in Set(state.pending.flatMap(\.versions.keys)) }
        for id in ids {
            // A look at a service that does not answer takes seconds.
            if state.withLock({ $0.isEnding }) { return }
            guard let known = ledger.customer(id) else { continue }
            finder.learn(fulfillmentsOf: known, ledger)
            let intended = ledger.intended(id)
            guard let customer = ledger.customer(id) else { continue }
            do {
                if let missing = try comparison.firstMissing(customer, intended: intended) {
                    wait(for: id, "\(missing)")
                } else {
                    confirm(id, customer.version)
                }
            } catch {
                wait(for: id, "\(error)")
            }
        }
    }

    private func wait(for id: String, _ obstacle: String) {
        state.withLock { state in
            for index in state.pending.indices where state.pending[index].versions[id] != nil {
                state.pending[index].obstacle = obstacle
            }
        }
    }

    private func confirm(_ id: String, _ version: Int) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.confirmed[id] = max(version, state.confirmed[id, default: 0])
            for index in state.pending.indices {
                if let wanted = state.pending[index].versions[id], version >= wanted {
                    state.pending[index].versions[id] = nil
                }
            }
            for done in state.pending where done.versions.isEmpty {
                state.settled.append(
                    Settling(fault: done.fault, duration: done.end.duration(to: now), obstacle: done.obstacle))
            }
            state.pending.removeAll { $0.versions.isEmpty }
        }
    }
}
