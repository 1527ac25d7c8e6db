import Synchronization
import TestSupport

/// Everything that was acknowledged, kept by the clients. Thread-safe.
final class Ledger: Sendable {
    private struct State {
        var customers: [String: CustomerRecord] = [:]
        /// What a customer's record becomes when the write that is on its way is acknowledged.
        var intended: [String: CustomerRecord] = [:]
        var acknowledged = 0
        var retried = 0
        /// Answers that no fault explains, and writes that were never answered.
        var anomalies: [String] = []
    }
    private let state = Mutex(State())

    func acknowledge(new customer: CustomerRecord) {
        state.withLock {
            $0.customers[customer.id] = customer
            $0.acknowledged += 1
        }
    }

    /// A write is sent: from now on services may show its effect.
    func intend(_ id: String, _ change: (inout CustomerRecord) -> Void) {
        state.withLock {
            guard var customer = $0.customers[id] else { return }
            change(&customer)
            $0.intended[id] = customer
        }
    }

    func acknowledge(_ id: String, _ change: (inout CustomerRecord) -> Void) {
        state.withLock {
            guard var customer = $0.customers[id] else { return }
            change(&customer)
            customer.version += 1
            $0.customers[id] = customer
            $0.intended[id] = nil
            $0.acknowledged += 1
        }
    }

    /// What is no write: an id that was found out.
    func learn(_ id: String, order: Int, fulfillmentID: String) {
        state.withLock { $0.customers[id]?.orders[order].fulfillmentID = fulfillmentID }
    }

    func countRetry() { state.withLock { $0.retried += 1 } }
    func report(anomaly: String) { state.withLock { $0.anomalies.append(anomaly) } }

    func intended(_ id: String) -> CustomerRecord? { state.withLock { $0.intended[id] } }
    func customer(_ id: String) -> CustomerRecord? { state.withLock { $0.customers[id] } }
    var customers: [CustomerRecord] { state.withLock { Array($0.customers.values) } }
    /// The version of each customer's record.
    var versions: [String: Int] { state.withLock { $0.customers.mapValues(\.version) } }
    var acknowledged: Int { state.withLock { $0.acknowledged } }
    var retried: Int { state.withLock { $0.retried } }
    var anomalies: [String] { state.withLock { $0.anomalies } }
}
