/// Compares, and looks again at what differs until it agrees or the time is over: events that are on their way are no
/// differences.
struct Verification: Sendable {
    let reader: any AggregateReader
    let clock: any WaitingClock

    /// Customers in one query of another look.
    static let chunk = 100
    /// Above it everything is compared again.
    static let maximumLookedAtAgain = 2_000

    /// What a comparison found at last.
    struct Outcome: Sendable {
        var differences: [Difference]
        var differenceCount: Int
        var counts: ComparedCounts
        var looks = 1
        /// From the first look's end until all agreed, or until now.
        var waited = Duration.zero

        var isAgreed: Bool { differenceCount == 0 }
    }

    /// - Parameter each: told each customer, once.
    func run(
        patience: Duration, each: (CustomerGroup, [Difference]) -> Void = { _, _ in }
    ) throws(ToolFailure) -> Outcome {
        let first = try FleetComparison(reader, each: each)
        return try settle(
            Outcome(
                differences: first.differences, differenceCount: first.differenceCount, counts: first.counts),
            patience: patience)
    }

    /// Looks again until nothing differs but what nobody can mend, at most for `patience`.
    func settle(_ outcome: Outcome, hopeless: Int = 0, patience: Duration) throws(ToolFailure) -> Outcome {
        var outcome = outcome
        let begin = clock.now
        var backoff = Backoff(first: .milliseconds(50), factor: 2, longest: .seconds(1))
        while outcome.differenceCount > hopeless {
            let started = clock.now
            guard begin + patience - started > .zero else { break }
            clock.pause(for: min(backoff.pause(), begin + patience - started))
            try lookAgain(&outcome)
            outcome.looks += 1
            outcome.waited = clock.now - begin
        }
        return outcome
    }

    private func lookAgain(_ outcome: inout Outcome) throws(ToolFailure) {
        let customers = Set(outcome.differences.map(\.customer))
        let isPartial =
            outcome.differenceCount == outcome.differences.count && !customers.contains(nil)
            && customers.count <= Self.maximumLookedAtAgain
        guard isPartial else {
            let all = try FleetComparison(reader)
            (outcome.differences, outcome.differenceCount, outcome.counts) =
                (all.differences, all.differenceCount, all.counts)
            return
        }
        let sorted = customers.compactMap { $0 }.sorted()
        outcome.differences = []
        for begin in stride(from: 0, to: sorted.count, by: Self.chunk) {
            // Orders of Spring peers name no customer, so those without one are read beside.
            let chunk = [nil] + sorted[begin..<min(begin + Self.chunk, sorted.count)].map { Optional($0) }
            outcome.differences += try FleetComparison(reader, customers: chunk).differences
        }
        outcome.differenceCount = outcome.differences.count
    }
}
