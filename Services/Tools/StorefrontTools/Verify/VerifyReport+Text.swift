import StorefrontContracts

extension VerifyReport {
    /// Lines on which more differences than this are only counted.
    private static let maximumLines = 200

    /// What differs, how far the events are, and a line at the end that says it all.
    var lines: [String] {
        var lines: [String] = []
        if let republished {
            lines.append(
                "published again: \(republished.republished) aggregates, \(republished.events) events"
                    + Self.skipped(republished))
        }
        if let repair {
            lines.append(
                "repair of \(repair.differenceCount) differences: \(repair.done.republished) aggregates published again, "
                    + "\(repair.done.forgotten) versions forgotten" + Self.skipped(repair.done))
            if !repair.hopeless.isEmpty { lines.append("\(repair.hopeless.count) differences cannot be repaired") }
        }
        let differences = outcome?.differences ?? []
        lines += differences.prefix(Self.maximumLines).map(\.sentence)
        if let outcome, outcome.differenceCount > Self.maximumLines {
            lines.append("… and \(outcome.differenceCount - min(differences.count, Self.maximumLines)) more")
        }
        lines += movements.map { Self.line($0.service, $0.movement) }
        if let topics { lines += Self.lines(topics) }
        if let summary { lines.append(summary) }
        return lines
    }

    private static func skipped(_ done: Repair.Done) -> String {
        done.skipped == 0 ? "" : ", \(done.skipped) left out: unreadable or refused, as the services' logs say"
    }

    private var summary: String? {
        guard let outcome else { return nil }
        let counts = outcome.counts
        let compared =
            "\(counts.customers) customers, \(counts.orders) orders, \(counts.fulfillments) fulfillments compared"
        guard !outcome.isAgreed else { return "agreed: \(compared), no difference" }
        let kinds = Difference.Kind.allCases.compactMap { kind -> String? in
            let count = outcome.differences.count { $0.kind == kind }
            return count == 0 ? nil : "\(kind.rawValue) \(count)"
        }
        return "differ: \(compared), \(outcome.differenceCount) differences (\(kinds.joined(separator: ", ")))"
    }

    private static func line(_ service: StorefrontService, _ movement: EventMovement) -> String {
        func sum(_ counts: [EventMovement.TopicCount]) -> Int64 { counts.reduce(0) { $0 + $1.records } }
        let lag = movement.partitions.reduce(0) { $0 + ($1.lag ?? 0) }
        return "\(service): \(movement.waiting) documents with events to publish"
            + (movement.waiting > 0 ? ", the oldest \(movement.oldestMilliseconds) ms old" : "")
            + "; since its start \(sum(movement.published)) published, \(sum(movement.applied)) applied, "
            + "\(sum(movement.deadLetters)) dead letters; \(lag) to read"
    }

    private static func lines(_ topics: TopicsReport) -> [String] {
        topics.topics.map { "topic \($0.name): \($0.records) records in \($0.partitions) partitions" }
            + topics.letters.map { letter in
                "dead letter in \(letter.topic): \(letter.origin), key \(letter.key ?? "none"): \(letter.code): \(letter.reason)"
            } + ["dead letters: \(topics.deadLetters)"]
    }
}
