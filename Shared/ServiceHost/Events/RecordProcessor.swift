import Kafka
import StructuredLogging
import Synchronization

/// Applies the records of a service's topics and answers what may be committed.
///
/// No record is dropped: each is applied, or acknowledged as a dead letter, before its offset may be committed. Order is
/// kept per key: while a record waits to be tried again, later ones of its key wait too, and others go on.
///
/// Thread-safe for batches of different partitions; those of one come one after the other.
final class RecordProcessor: Sendable {
    private struct Place: Hashable {
        let topic: String
        let partition: Int32
    }

    private let subscriptions: [String: Subscription]
    private let environment: ProcessingEnvironment
    private let progress = Mutex<[Place: PartitionProgress]>([:])

    init(subscriptions: [Subscription], environment: ProcessingEnvironment) {
        self.subscriptions = Dictionary(uniqueKeysWithValues: subscriptions.map { ($0.topic, $0) })
        self.environment = environment
    }

    /// A batch of one partition, in order.
    func process(_ records: [ConsumerRecord]) -> BatchOutcome {
        guard let first = records.first else { return .done }
        guard let subscription = subscriptions[first.topic] else {
            preconditionFailure("nobody subscribed to \(first.topic)")
        }
        let place = Place(topic: first.topic, partition: first.partition)
        var pass = ProcessingPass(
            records, progress: progress.withLock { $0[place] } ?? PartitionProgress(), subscription: subscription,
            environment: environment)
        let outcome = pass.run()
        progress.withLock { all in
            if case .done = outcome { all[place] = nil } else { all[place] = pass.progress }
        }
        return outcome
    }
}

/// What processing needs beside the records.
struct ProcessingEnvironment: Sendable {
    let metrics: ListenerMetrics
    let logger: Logger
    var clock = ProcessingClock.system
    /// Puts dead letters where they stay; true for each that is acknowledged, in order.
    let park: @Sendable ([DeadLetter]) -> [Bool]
}
