import Kafka
import Mongo
import StructuredLogging

/// One delivery of a batch: what is applied, what becomes a dead letter, what waits.
struct ProcessingPass {
    /// After so many failures that may be the record's own, it becomes a dead letter.
    static let suspectAttempts = 10

    private let records: [ConsumerRecord]
    private(set) var progress: PartitionProgress
    private let subscription: Subscription
    private let environment: ProcessingEnvironment
    private var letters: [DeadLetter] = []

    init(
        _ records: [ConsumerRecord], progress: PartitionProgress, subscription: Subscription,
        environment: ProcessingEnvironment
    ) {
        self.records = records
        self.progress = progress
        self.subscription = subscription
        self.environment = environment
    }

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
            guard progress.mayBeTried(record, at: environment.clock.now()) else {
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
        let begin = environment.clock.now()
        let result = Result { try subscription.apply(batch) }
        environment.metrics.listened(
            topic: subscription.topic, records: batch.count, duration: environment.clock.now() - begin,
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
        environment.metrics.applied(topic: subscription.topic, records: batch.count - refused.count)
    }

    private mutating func suspect(_ record: ConsumerRecord, _ error: any Error) {
        let attempts = progress.attempts(of: record) + 1
        progress.failed(
            record,
            retryAt: environment.clock.now()
                + Backoff.suspect.pause(after: attempts, jitter: environment.clock.jitter()))
        environment.logger.warning(
            "a record cannot be applied and is tried again",
            metadata: [
                "record": .string(record.origin), "attempt": .integer(Int64(attempts)),
                "error": .string("\(error)"),
            ])
        if attempts >= Self.suspectAttempts {
            letter(record, code: "handler-failed", reason: "\(error)", attempts: attempts)
        }
    }

    private mutating func interrupted(by error: any Error, at record: ConsumerRecord) {
        progress.failedTransiently()
        let attempt = progress.transientAttempts
        // A power of two: an outage of hours is a dozen lines, not thousands.
        guard attempt & (attempt - 1) == 0 else { return }
        environment.logger.warning(
            "records wait until what they need is back",
            metadata: [
                "record": .string(record.origin), "attempt": .integer(Int64(attempt)), "error": .string("\(error)"),
            ])
    }

    private mutating func letter(_ record: ConsumerRecord, code: String, reason: String, attempts: Int) {
        letters.append(
            DeadLetter(
                record: record, code: code, reason: reason, attempts: attempts,
                failedAtMilliseconds: environment.clock.millisecondsSince1970()))
    }

    /// False when one was not acknowledged; its record stays unsettled.
    private mutating func sendLetters() -> Bool {
        guard !letters.isEmpty else { return true }
        let acknowledged = environment.park(letters)
        for (letter, isParked) in zip(letters, acknowledged) where isParked {
            progress.settle(letter.record)
            environment.metrics.deadLetter(topic: subscription.topic)
            environment.logger.error(
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
        Backoff.transient.pause(after: progress.transientAttempts, jitter: environment.clock.jitter())
    }

    private func suspectPause() -> Duration {
        let now = environment.clock.now()
        return max(.milliseconds(10), (progress.nextAttempt ?? now) - now)
    }
}

extension Error {
    /// Certain to end without our doing: the database or the broker is away.
    fileprivate var isTransient: Bool {
        if let error = self as? MongoError { return error.kind == .unavailable }
        return self is KafkaError
    }
}
