import Foundation
import TestSupport

/// What happens when, all of it drawn from the seed before the run.
struct FaultPlan: Sendable {
    struct Entry: Sendable {
        let number: Int
        let kind: FaultKind
        /// Seconds from the beginning of the load.
        let at: Double
        /// Seconds.
        let duration: Double
        /// Chooses among the replicas, nodes, topics.
        let choice: Int
        /// For what the fault itself draws.
        let seed: UInt64
    }

    let entries: [Entry]

    /// Exponential intervals; kinds from a shuffled deck that is dealt to its end before the next, so that none is
    /// forgotten. Nothing begins in the last two seconds.
    init(_ settings: ChaosSettings) {
        var random = SeededGenerator(seed: settings.seed, stream: 0)
        var entries: [Entry] = []
        var deck: [FaultKind] = []
        var at = 1.0
        while !settings.faults.isEmpty {
            let interval = settings.isRegular ? 1 : -log(1 - Double.random(in: 0..<1, using: &random))
            at += settings.meanFaultInterval * interval
            guard at < settings.duration - 2 else { break }
            if deck.isEmpty { deck = settings.faults.shuffled(using: &random) }
            guard let kind = deck.popLast() else { break }
            let isLong = kind == .freezeService && settings.replicas > 1 && random.chance(0.5)
            entries.append(
                Entry(
                    number: entries.count + 1, kind: kind, at: at,
                    duration: Double.random(in: isLong ? Self.long : Self.short, using: &random),
                    choice: Int.random(in: 0..<1_000, using: &random), seed: random.next()))
        }
        self.entries = entries
    }

    /// Seconds.
    private static let short = 0.3..<4.0
    /// A frozen service beside another: while it sleeps it loses the lease of its outbox (6 s) and its partitions, and when
    /// it wakes others have them.
    private static let long = 7.0..<10.0
}
