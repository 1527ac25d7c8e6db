import CRDKafka
public import Lifecycle
public import StructuredLogging
import Synchronization
import Threads

/// Reads topics as a member of a group: one thread that polls, hands over batches of one partition each, and commits after
/// the effect. Each record is delivered at least once, in order per partition.
///
/// A broker that is away, a topic that does not exist yet, a rebalance: it goes on when it can. Rebalancing is
/// cooperative; partitions are given away between two batches, never within one, with what is done committed.
public final class KafkaConsumer: LifecyclePart {
    private let configuration: KafkaConsumerConfiguration
    private let loop: ConsumerLoop
    private let thread = Mutex<NamedThread?>(nil)
    private let ended = Signal(false)

    /// `handle` is called with 1 … `maximumBatch` records of one partition, in their order: on the consumer's thread, or, for
    /// `parallelBatches` partitions at once, on threads beside it; never by two for one partition. As long as it runs
    /// nothing else is read; after five minutes (`max.poll.interval.ms`) the group gives the partitions
    /// to others.
    /// - Throws: when a property is unknown or has a value that librdkafka refuses. No broker is contacted for it.
    public init(
        _ configuration: KafkaConsumerConfiguration, logger: Logger,
        handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome
    ) throws(KafkaError) {
        guard !configuration.topics.isEmpty, configuration.maximumBatch > 0 else {
            throw .misuse("a consumer needs a topic and a batch of at least one record")
        }
        self.configuration = configuration
        loop = ConsumerLoop(configuration, logger: logger, handle: handle)
        let settings = try ClientSettings.consumer(configuration)
        let client = unsafe try ClientHandle(RD_KAFKA_CONSUMER, settings, context: loop, configure: ConsumerLoop.watch)
        // Everything that librdkafka has for the application comes through the one queue that the thread polls.
        unsafe rd_kafka_poll_set_consumer(client.pointer)
        loop.shared.withLock { $0.handle = client }
    }

    deinit {
        // Never started: there is no group to leave. A started one is held by its thread until `stop`.
        if thread.withLock({ $0 }) == nil { loop.shared.withLock { $0.handle.take() }?.destroy() }
    }

    public var name: String { "kafka consumer \(configuration.groupID)" }

    /// - Throws: when the subscription is malformed (two times the same topic, say).
    public func start() throws {
        try thread.withLock { thread in
            guard thread == nil, let client = loop.shared.withLock({ $0.handle }) else { return }
            let code = unsafe PartitionList(topics: configuration.topics).lend {
                unsafe rd_kafka_subscribe(client.pointer, $0)
            }
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw KafkaError(code, "subscribing to \(configuration.topics.joined(separator: ", "))")
            }
            // The thread keeps the loop, the loop's client its context, until `stop`.
            thread = NamedThread("kafka-consumer") { [loop, ended] in
                loop.run(client)
                loop.close(client)
                ended.update { $0 = true }
            }
        }
    }

    /// Lets the batch that is being handled end, commits, leaves the group. What has not ended at the deadline ends by
    /// itself later.
    public func stop(by deadline: ContinuousClock.Instant) {
        loop.shared.withLock { $0.deadline = $0.deadline ?? deadline }
        guard let thread = thread.withLock({ $0 }) else {
            loop.shared.withLock { $0.handle.take() }?.destroy()
            return
        }
        if ended.wait(until: deadline + .seconds(1), for: { $0 ? true : nil }) != nil { thread.join() }
    }

    /// Reads the assigned partitions of these topics once more from their beginning, soon; new records are read behind the
    /// old ones. The group's offsets go back first, so a restart does not lose it. Partitions of other members stay where
    /// they are. Thread-safe; never blocks.
    public func replay(_ topics: Set<String>) { loop.shared.withLock { $0.replay.formUnion(topics) } }

    public struct PartitionState: Sendable {
        public let topic: String
        public let partition: Int32
        /// The offset from which the group would go on after a restart; -1 when it has none.
        public let committed: Int64
        /// The offset of the next record to be written, as the last fetch told; -1 before the first.
        public let highWatermark: Int64

        public init(topic: String, partition: Int32, committed: Int64, highWatermark: Int64) {
            self.topic = topic
            self.partition = partition
            self.committed = committed
            self.highWatermark = highWatermark
        }
    }

    /// The assigned partitions, sorted; empty before the group has assigned any and after `stop`. Thread-safe.
    public var assignment: [PartitionState] {
        loop.shared.withLock { shared in
            guard let client = shared.handle else { return [] }
            return shared.committed.map { partition, committed in
                var low: Int64 = -1
                var high: Int64 = -1
                // What the client has cached from its fetches; no request.
                _ = unsafe rd_kafka_get_watermark_offsets(
                    client.pointer, partition.topic, partition.partition, &low, &high)
                return PartitionState(
                    topic: partition.topic, partition: partition.partition, committed: committed,
                    highWatermark: max(-1, high))
            }
            .sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
        }
    }
}
