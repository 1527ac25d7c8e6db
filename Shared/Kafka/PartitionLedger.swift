/// What a consumer knows of its partitions: what is done and not committed yet, and what waits for another try.
///
/// Plain values and no clock of its own, so that every turn can be tested without a broker.
struct PartitionLedger {
    private struct Progress {
        /// The offset to commit: that of the next record that is not done. Nil until a record was done here.
        var done: Int64?
        /// What the last commit that was sent said.
        var sent: Int64?
        /// What the broker has confirmed; -1 for none, nil before it was asked.
        var committed: Int64?
        var waiting: Waiting?
    }
    private struct Waiting {
        var records: [ConsumerRecord]
        let until: ContinuousClock.Instant
    }
    private var partitions: [TopicPartition: Progress] = [:]

    var assigned: some Collection<TopicPartition> { partitions.keys }
    var isEmpty: Bool { partitions.isEmpty }
    func holds(_ partition: TopicPartition) -> Bool { partitions[partition] != nil }

    // MARK: Assignment

    mutating func assign(_ added: [TopicPartition]) {
        for partition in added where partitions[partition] == nil { partitions[partition] = Progress() }
    }

    /// Takes partitions away. Returns what of them is done and not confirmed, and which of them were paused.
    mutating func revoke(_ removed: [TopicPartition]) -> (commits: [TopicPartition: Int64], paused: [TopicPartition]) {
        var commits: [TopicPartition: Int64] = [:]
        var paused: [TopicPartition] = []
        for partition in removed {
            guard let progress = partitions.removeValue(forKey: partition) else { continue }
            if let done = progress.done, done != progress.committed { commits[partition] = done }
            if progress.waiting != nil { paused.append(partition) }
        }
        return (commits, paused)
    }

    // MARK: Outcomes

    enum Turn: Equatable { case goOn, pause, resume }

    /// A batch came back from the handler. Says whether its partition is to be paused or resumed.
    mutating func handled(
        _ batch: [ConsumerRecord], of partition: TopicPartition, outcome: BatchOutcome, wasPaused: Bool,
        now: ContinuousClock.Instant
    ) -> Turn {
        guard var progress = partitions[partition], let last = batch.last else { return .goOn }
        defer { partitions[partition] = progress }
        guard case .retry(let from, let pause) = outcome, from < batch.count else {
            progress.done = last.offset + 1
            return wasPaused ? .resume : .goOn
        }
        let first = max(0, from)
        if first > 0 { progress.done = batch[first - 1].offset + 1 }
        progress.waiting = Waiting(records: Array(batch[first...]), until: now + max(.zero, pause))
        return wasPaused ? .goOn : .pause
    }

    /// A record of a partition that waits goes behind those that wait. False when the partition does not wait.
    mutating func hold(_ record: ConsumerRecord, of partition: TopicPartition) -> Bool {
        guard partitions[partition]?.waiting != nil else { return false }
        partitions[partition]?.waiting?.records.append(record)
        return true
    }

    /// The batches whose pause is over; their partitions do not wait any more, but are still paused.
    mutating func takeDue(at now: ContinuousClock.Instant) -> [(partition: TopicPartition, records: [ConsumerRecord])] {
        var due: [(partition: TopicPartition, records: [ConsumerRecord])] = []
        for (partition, progress) in partitions {
            guard let waiting = progress.waiting, waiting.until <= now else { continue }
            due.append((partition, waiting.records))
            partitions[partition]?.waiting = nil
        }
        return due
    }

    /// When the next pause ends.
    var nextDue: ContinuousClock.Instant? { partitions.values.compactMap { $0.waiting?.until }.min() }

    // MARK: Commits

    var hasCommits: Bool { partitions.values.contains { $0.done != nil && $0.done != $0.sent } }

    /// What is done and was not sent yet; it counts as sent from now on.
    mutating func takeCommits() -> [TopicPartition: Int64] {
        var commits: [TopicPartition: Int64] = [:]
        for (partition, progress) in partitions {
            guard let done = progress.done, done != progress.sent else { continue }
            commits[partition] = done
            partitions[partition]?.sent = done
        }
        return commits
    }

    mutating func confirmed(_ offset: Int64, of partition: TopicPartition) {
        partitions[partition]?.committed = offset
    }

    /// A commit did not reach the broker: it is sent again unless a later one has been sent since.
    mutating func refused(_ offset: Int64, of partition: TopicPartition) {
        if partitions[partition]?.sent == offset { partitions[partition]?.sent = nil }
    }

    /// The partitions whose committed offset was never asked for.
    var unasked: [TopicPartition] { partitions.compactMap { $1.committed == nil ? $0 : nil } }

    /// The broker's answer of what was committed before; nothing when this consumer's own commit was faster.
    mutating func asked(_ offset: Int64, of partition: TopicPartition) {
        if partitions[partition]?.committed == nil { partitions[partition]?.committed = max(-1, offset) }
    }

    /// The next record of each partition, where that is known; partitions with waiting records have none.
    var positions: [TopicPartition: Int64] {
        partitions.compactMapValues { progress in
            guard progress.waiting == nil else { return nil }
            let position = progress.done ?? progress.committed ?? -1
            return position < 0 ? nil : position
        }
    }

    /// The partitions that have records waiting for another try.
    var waiting: Set<TopicPartition> { Set(partitions.filter { $1.waiting != nil }.keys) }

    /// What was known of the partition holds no more: its log has begun anew.
    mutating func restart(_ partition: TopicPartition) {
        if partitions[partition] != nil { partitions[partition] = Progress(committed: -1) }
    }

    /// -1 where nothing was committed or nobody asked yet.
    var committed: [TopicPartition: Int64] { partitions.mapValues { $0.committed ?? -1 } }
}
