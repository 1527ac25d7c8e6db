import Kafka

/// What is known of a partition's records that cannot be committed yet: which of them are finished with although one
/// before them is not, and which failed. Empty whenever a batch was done as a whole.
struct PartitionProgress {
    /// A record of one life of the topic: a topic that was made anew counts its offsets from 0 again.
    private struct RecordID: Hashable {
        let offset: Int64
        let timestamp: Int64

        init(_ record: ConsumerRecord) {
            offset = record.offset
            timestamp = record.timestampMilliseconds
        }
    }

    private struct Failure {
        var attempts: Int
        var nextAttempt: ContinuousClock.Instant
    }

    private var settled: Set<RecordID> = []
    private var failures: [RecordID: Failure] = [:]
    /// Transient failures in a row.
    private(set) var transientAttempts = 0

    /// Failures that may be the record's own: from then on, records are tried one by one.
    var isIsolating: Bool { !failures.isEmpty }

    func isSettled(_ record: ConsumerRecord) -> Bool { settled.contains(RecordID(record)) }

    func attempts(of record: ConsumerRecord) -> Int { failures[RecordID(record)]?.attempts ?? 0 }

    func mayBeTried(_ record: ConsumerRecord, at now: ContinuousClock.Instant) -> Bool {
        failures[RecordID(record)].map { $0.nextAttempt <= now } ?? true
    }

    mutating func settle(_ record: ConsumerRecord) {
        settled.insert(RecordID(record))
        failures[RecordID(record)] = nil
        transientAttempts = 0
    }

    mutating func failed(_ record: ConsumerRecord, retryAt next: ContinuousClock.Instant) {
        failures[RecordID(record)] = Failure(attempts: attempts(of: record) + 1, nextAttempt: next)
    }

    mutating func failedTransiently() { transientAttempts += 1 }

    /// When the first of the failed ones is due.
    var nextAttempt: ContinuousClock.Instant? { failures.values.map(\.nextAttempt).min() }

    /// Index of the first record that is not finished with; nil when all are.
    func firstUnsettled(in records: [ConsumerRecord]) -> Int? { records.firstIndex { !isSettled($0) } }

    /// Forgets records that are not in `records`: they were committed, or belong to another owner or life of the topic.
    mutating func keepOnly(_ records: [ConsumerRecord]) {
        guard !settled.isEmpty || !failures.isEmpty else { return }
        let present = Set(records.map(RecordID.init))
        settled.formIntersection(present)
        failures = failures.filter { present.contains($0.key) }
    }
}
