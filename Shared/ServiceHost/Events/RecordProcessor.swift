import Kafka
import Mongo
import StructuredLogging
import Synchronization

/// Applies the records of a service's topics and answers what may be committed.
///
/// No record is dropped: each is applied, or acknowledged as a dead letter, before its offset may be committed. Order is
/// kept per key: while a record waits to be tried again, later ones of its key wait too, and others go on.
///
/// Called on the consumer's thread only; `Sendable` because that thread is not the one that made it.
final class RecordProcessor: Sendable {
    /// After so many failures that may be the record's own, it becomes a dead letter.
    static let suspectAttempts = 10

    private struct Place: Hashable {
        let topic: String
        let partition: Int32
    }

    private let subscriptions: [String: Subscription]
    private let park: @Sendable ([DeadLetter]) -> [Bool]
    private let metrics: ListenerMetrics
    private let logger: Logger
    private let clock: ProcessingClock
    private let progress = Mutex<[Place: PartitionProgress]>([:])

    /// - Parameter park: puts dead letters where they stay; true for each that is acknowledged.
    init(
        subscriptions: [Subscription], metrics: ListenerMetrics, logger: Logger, clock: ProcessingClock = .system,
        park: @escaping @Sendable ([DeadLetter]) -> [Bool]
    ) {
        self.subscriptions = Dictionary(uniqueKeysWithValues: subscriptions.map { ($0.topic, $0) })
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
        self.park = park
    }

    /// A batch of one partition, in order.
    func process(_ records: [ConsumerRecord]) -> BatchOutcome {
        guard let first = records.first, let subscription = subscriptions[first.topic] else { return .done }
        let place = Place(topic: first.topic, partition: first.partition)
        var pass = Pass(
            records: records, progress: progress.withLock { $0[place] } ?? PartitionProgress(),
            subscription: subscription,
            processor: self)
        let outcome = pass.run()
        progress.withLock { all in
            if case .done = outcome { all[place] = nil } else { all[place] = pass.progress }
        }
        return outcome
    }

    /// One delivery of a batch.
    private struct Pass {
        let records: [ConsumerRecord]
        var progress: PartitionProgress
        let subscription: Subscription
        let processor: RecordProcessor
        var letters: [DeadLetter] = []

        mutating func run() -> BatchOutcome {
            progress.keepOnly(records)
            var isInterrupted: Bool
            if progress.isIsolating {
                isInterrupted = applyOneByOne()
            } else {
                isInterrupted = applyTogether()
            }
            if !sendLetters() { isInterrupted = true }
            guard let next = progress.firstUnsettled(in: records) else { return .done }
            return .retry(from: next, after: isInterrupted ? transientPause() : suspectPause())
        }

        /// True when a transient failure stopped it.
        private mutating func applyTogether() -> Bool {
            let waiting = records.filter { !progress.isSettled($0) }
            guard !waiting.isEmpty else { return false }
            switch attempt(waiting) {
            case .success(let rejected):
                take(waiting, rejected)
                return false
            case .failure(let error) where error.isTransient:
                interrupted(by: error, at: waiting[0])
                return true
            case .failure(let error):
                if waiting.count == 1 {
                    suspect(waiting[0], error)
                    return false
                }
                return applyOneByOne()
            }
        }

        private mutating func applyOneByOne() -> Bool {
            var blocked: Set<[UInt8]?> = []
            for record in records where !progress.isSettled(record) && !blocked.contains(record.key) {
                guard progress.mayBeTried(record, at: processor.clock.now()) else {
                    blocked.insert(record.key)
                    continue
                }
                switch attempt([record]) {
                case .success(let rejected):
                    take([record], rejected)
                case .failure(let error) where error.isTransient:
                    interrupted(by: error, at: record)
                    return true
                case .failure(let error):
                    suspect(record, error)
                    blocked.insert(record.key)
                }
            }
            return false
        }

        private func attempt(_ batch: [ConsumerRecord]) -> Result<[RejectedDelivery], any Error> {
            let begin = processor.clock.now()
            let result = Result { try subscription.apply(batch) }
            processor.metrics.listened(
                topic: subscription.topic, records: batch.count, duration: processor.clock.now() - begin,
                isSuccess: (try? result.get()) != nil)
            return result
        }

        private mutating func take(_ batch: [ConsumerRecord], _ rejected: [RejectedDelivery]) {
            let refused = Set(rejected.map(\.index))
            precondition(refused.allSatisfy(batch.indices.contains), "a handler rejects what it was given")
            for rejection in rejected.sorted(by: { $0.index < $1.index }) {
                let record = batch[rejection.index]
                letter(
                    record, code: rejection.code, reason: rejection.reason, attempts: progress.attempts(of: record) + 1)
            }
            for (index, record) in batch.enumerated() where !refused.contains(index) { progress.settle(record) }
            processor.metrics.applied(topic: subscription.topic, records: batch.count - refused.count)
        }

        private mutating func suspect(_ record: ConsumerRecord, _ error: any Error) {
            let attempts = progress.attempts(of: record) + 1
            progress.failed(
                record,
                retryAt: processor.clock.now()
                    + Backoff.suspect.pause(after: attempts, jitter: processor.clock.jitter()))
            processor.logger.warning(
                "a record cannot be applied and is tried again",
                metadata: [
                    "record": .string(record.origin), "attempt": .integer(Int64(attempts)),
                    "error": .string("\(error)"),
                ])
            if attempts >= RecordProcessor.suspectAttempts {
                letter(record, code: "handler-failed", reason: "\(error)", attempts: attempts)
            }
        }

        private mutating func interrupted(by error: any Error, at record: ConsumerRecord) {
            progress.failedTransiently()
            let attempt = progress.transientAttempts
            // A power of two: an outage of hours is a dozen lines, not thousands.
            guard attempt & (attempt - 1) == 0 else { return }
            processor.logger.warning(
                "records wait until what they need is back",
                metadata: [
                    "record": .string(record.origin), "attempt": .integer(Int64(attempt)), "error": .string("\(error)"),
                ])
        }

        private mutating func letter(_ record: ConsumerRecord, code: String, reason: String, attempts: Int) {
            letters.append(
                DeadLetter(
                    record: record, code: code, reason: reason, attempts: attempts,
                    failedAtMilliseconds: processor.clock.millisecondsSince1970()))
        }

        /// False when one was not acknowledged; its record stays unsettled.
        private mutating func sendLetters() -> Bool {
            guard !letters.isEmpty else { return true }
            let acknowledged = processor.park(letters)
            for (letter, isParked) in zip(letters, acknowledged) where isParked {
                progress.settle(letter.record)
                processor.metrics.deadLetter(topic: subscription.topic)
                processor.logger.error(
                    "a record became a dead letter",
                    metadata: [
                        "record": .string(letter.record.origin), "code": .string(letter.code),
                        "reason": .string(letter.reason),
                    ])
            }
            guard acknowledged.allSatisfy({ $0 }) else {
                progress.failedTransiently()
                return false
            }
            return true
        }

        private func transientPause() -> Duration {
            Backoff.transient.pause(after: progress.transientAttempts, jitter: processor.clock.jitter())
        }

        private func suspectPause() -> Duration {
            let now = processor.clock.now()
            return max(.milliseconds(10), (progress.nextAttempt ?? now) - now)
        }
    }
}

extension Error {
    /// Certain to end without our doing: the database or the broker is away.
    fileprivate var isTransient: Bool {
        if let error = self as? MongoError { return error.kind == .unavailable }
        return self is KafkaError
    }
}
