import CRDKafka
import StructuredLogging
import Synchronization

/// The consumer's thread: polls, gathers, hands over, commits. The callbacks of its client run on the same thread, from
/// within `rd_kafka_consumer_poll`, never while a batch is being handled.
@safe
final class ConsumerLoop: ClientContext, @unchecked Sendable {
    // Safe to share: everything below `shared` belongs to the consumer's thread; others only use `shared`.

    /// What other threads may see.
    struct Shared {
        /// Nil once the client is about to be destroyed: who reads watermarks holds the lock meanwhile.
        var handle: ClientHandle?
        var committed: [TopicPartition: Int64] = [:]
        /// Set by `stop`: end, and until when the end may take.
        var deadline: ContinuousClock.Instant?
        /// Topics that are to be read from their beginning.
        var replay: Set<String> = []
    }
    let shared = Mutex(Shared())

    private static let batchBytes = 4 << 20
    static let commitInterval = Duration.milliseconds(50)
    static let commitBackoff = Duration.milliseconds(100)
    /// Longer than any request lives: an answer that has not come by then never does.
    static let commitPatience = Duration.seconds(15)

    let configuration: KafkaConsumerConfiguration
    private let handlers: BatchHandlers
    var ledger = PartitionLedger()
    var gathered = GatheredRecords()
    var nextCommit = ContinuousClock.now
    var commitUnderWay: ContinuousClock.Instant?
    var nextQuestion = ContinuousClock.now
    var nextLookForTruncation = ContinuousClock.now
    var nextReplay = ContinuousClock.now
    var nextWake = ContinuousClock.now
    /// Partitions whose end lies before our place, and since when.
    var beyondTheEnd: [TopicPartition: ContinuousClock.Instant] = [:]
    /// The group has given partitions (or none) at least once.
    var hasJoined = false

    init(
        _ configuration: KafkaConsumerConfiguration, logger: Logger,
        handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome
    ) {
        self.configuration = configuration
        handlers = BatchHandlers(threads: configuration.parallelBatches, handle: handle)
        super.init(log: ClientLog(logger), broker: BrokerWatch(logger))
    }

    /// Runs until `shared.deadline` is set.
    func run(_ client: ClientHandle) {
        while shared.withLock({ $0.deadline }) == nil {
            let now = ContinuousClock.now
            deliver(ledger.takeDue(at: now), werePaused: true, in: client)
            gather(from: client)
            deliver(gathered.takeAll(), werePaused: false, in: client)
            replayWhenAsked(client)
            commitWhenDue(client)
            askForCommitted(client)
            lookForTruncation(client)
            broker.look(at: now) { client.reachesBroker(within: .milliseconds(200)) }
        }
    }

    // MARK: Records

    /// The first record may take its time; what the client has beside it comes along, nothing more is waited for.
    private func gather(from client: ClientHandle) {
        var timeout: Int32 = 0
        while gathered.count < configuration.maximumBatch, gathered.byteCount < Self.batchBytes {
            guard let message = unsafe rd_kafka_consumer_poll(client.pointer, timeout) else {
                guard timeout == 0, gathered.count == 0 else { return }
                wakeFetcher(client)
                timeout = idleTime
                guard timeout > 0 else { return }
                continue
            }
            defer { unsafe rd_kafka_message_destroy(message) }
            timeout = 0
            guard unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                unsafe report(message.pointee)
                // An error is no reason to spin: it may come again at once.
                return
            }
            broker.answered()
            let record = unsafe ConsumerRecord(copying: message)
            let partition = TopicPartition(topic: record.topic, partition: record.partition)
            if !ledger.hold(record, of: partition) { gathered.append(record, of: partition) }
        }
    }

    /// Milliseconds to wait for a record: a tenth of a second, less when something is due before.
    private var idleTime: Int32 {
        var time: Int32 = 100
        if let due = ledger.nextDue { time = min(time, due.millisecondsLeft) }
        if ledger.hasCommits, commitUnderWay == nil { time = min(time, nextCommit.millisecondsLeft) }
        return time
    }

    private func deliver(
        _ batches: [(partition: TopicPartition, records: [ConsumerRecord])], werePaused: Bool, in client: ClientHandle
    ) {
        for ((partition, records), outcome) in zip(batches, handlers.handle(batches.map(\.records))) {
            let turn = ledger.handled(records, of: partition, outcome: outcome, wasPaused: werePaused, now: .now)
            // Pausing keeps the client from reading on; the records that wait are with us, so nothing is read twice and
            // no position has to be set back.
            switch turn {
            case .goOn: break
            case .pause:
                _ = unsafe PartitionList([partition]).lend { unsafe rd_kafka_pause_partitions(client.pointer, $0) }
            case .resume: unsafe resume([partition], in: client.pointer)
            }
        }
    }

    func resume(_ partitions: [TopicPartition], in client: OpaquePointer) {
        _ = unsafe PartitionList(partitions).lend { unsafe rd_kafka_resume_partitions(client, $0) }
    }

    private func report(_ message: rd_kafka_message_t) {
        let code = unsafe message.err
        switch code {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            let topic = unsafe message.rkt == nil ? "" : text(rd_kafka_topic_name(message.rkt))
            log.limited(
                .notice, key: "unknown " + topic, "a topic is not there yet, waiting for it",
                metadata: ["kafka.topic": .string(topic), "kafka.group": .string(configuration.groupID)])
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            break
        default:
            log.limited(
                .warning, key: code.name, "reading from Kafka: \(code.text)",
                metadata: ["kafka.error": .string(code.name), "kafka.group": .string(configuration.groupID)])
        }
    }
}
