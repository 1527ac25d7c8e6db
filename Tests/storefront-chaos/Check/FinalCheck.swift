import Synchronization
import TestSupport
import Threads

/// Waits until the healed fleet shows what it has acknowledged, and says in what it does not.
struct FinalCheck: Sendable {
    let fleet: Fleet
    let ledger: Ledger
    let comparison: Comparison
    let finder: FulfillmentFinder

    /// One look at all customers may take so long beyond the deadline; it takes seconds.
    private static let grace = Duration.seconds(60)

    /// All differences that are left when `patience` is over. Who was seen to agree is not looked at again.
    func run(patience: Duration) -> [Difference] {
        let deadline = ContinuousClock.now + patience
        var open = ledger.customers
        var differences: [Difference] = []
        while true {
            (open, differences) = check(open.compactMap { ledger.customer($0.id) }, by: deadline + Self.grace)
            do {
                differences += try Strangers(fleet: fleet).differences(ledger.customers)
            } catch {
                differences.append(Difference(.unconverged, .accounts, "a database does not answer: \(error)"))
            }
            if differences.isEmpty || ContinuousClock.now > deadline { return differences }
            Waiting.pause(.milliseconds(500))
        }
    }

    /// Those that differ, and how.
    private func check(
        _ customers: [CustomerRecord], by deadline: ContinuousClock.Instant
    ) -> (open: [CustomerRecord], differences: [Difference]) {
        let sweep = Sweep(customers)
        let threads = (0..<4).map { number in
            NamedThread("check-\(number)") {
                while let customer = sweep.next() {
                    guard ContinuousClock.now < deadline else {
                        sweep.add(
                            customer, [Difference(.unconverged, .accounts, "no time to look at \(customer.id)")])
                        continue
                    }
                    finder.learn(fulfillmentsOf: customer, ledger)
                    let customer = ledger.customer(customer.id) ?? customer
                    do {
                        sweep.add(customer, try comparison.differences(customer))
                    } catch {
                        sweep.add(
                            customer, [Difference(.unconverged, .accounts, "customer \(customer.id): \(error)")])
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        return sweep.found
    }
}

/// The customers that are still to be looked at, and what was found.
private final class Sweep: Sendable {
    private struct State {
        var left: [CustomerRecord]
        var open: [CustomerRecord] = []
        var differences: [Difference] = []
    }
    private let state: Mutex<State>

    init(_ customers: [CustomerRecord]) { state = Mutex(State(left: customers)) }

    func next() -> CustomerRecord? { state.withLock { $0.left.popLast() } }

    func add(_ customer: CustomerRecord, _ differences: [Difference]) {
        if differences.isEmpty { return }
        state.withLock {
            $0.open.append(customer)
            $0.differences += differences
        }
    }

    var found: (open: [CustomerRecord], differences: [Difference]) { state.withLock { ($0.open, $0.differences) } }
}
