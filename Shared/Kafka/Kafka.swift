public import Lifecycle
public import StructuredLogging
// STUB: the agreed interface; replaced by real files.

public struct KafkaError: Error, Sendable, CustomStringConvertible {
    public let code: Int32, name: String, message: String, isFatal: Bool, isRetriable: Bool
    public init(code: Int32, name: String, message: String, isFatal: Bool, isRetriable: Bool) { self.code = code; self.name = name; self.message = message; self.isFatal = isFatal; self.isRetriable = isRetriable }
    public var description: String { fatalError("stub") }
}
public struct KafkaHeader: Sendable, Equatable { public let name: String; public let value: [UInt8]?; public init(_ name: String, _ value: [UInt8]?) { self.name = name; self.value = value }
    public init(_ name: String, _ text: String) { self.name = name; value = Array(text.utf8) } }
/// Brokers plus any librdkafka properties (SASL, TLS) on top of our defaults.
public struct KafkaConfiguration: Sendable { public var bootstrapServers: String, clientID: String, properties: [String: String]
    public init(bootstrapServers: String, clientID: String, properties: [String: String] = [:]) { self.bootstrapServers = bootstrapServers; self.clientID = clientID; self.properties = properties } }
public struct ProducerRecord: Sendable { public var topic: String, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader], partition: Int32?
    public init(topic: String, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = [], partition: Int32? = nil) { self.topic = topic; self.key = key; self.value = value; self.headers = headers; self.partition = partition } }
public struct RecordMetadata: Sendable { public let partition: Int32, offset: Int64; public init(partition: Int32, offset: Int64) { self.partition = partition; self.offset = offset } }
/// Idempotent, acks=all. Own thread for delivery reports.
public final class KafkaProducer: LifecyclePart {
    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) { fatalError("stub") }
    public var name: String { fatalError("stub") }
    public func start() throws { fatalError("stub") }
    public func stop(by deadline: ContinuousClock.Instant) { fatalError("stub") }
    /// Queues; `delivered` is called once, on the report thread. A full queue blocks until there is room.
    public func send(_ record: ProducerRecord, delivered: @escaping @Sendable (Result<RecordMetadata, KafkaError>) -> Void) { fatalError("stub") }
    /// Sends all, in order, and waits for every report: one result each.
    public func sendAll(_ records: [ProducerRecord], deadline: ContinuousClock.Instant) -> [Result<RecordMetadata, KafkaError>] { fatalError("stub") }
}
public struct ConsumerRecord: Sendable { public let topic: String, partition: Int32, offset: Int64, timestampMilliseconds: Int64, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader]
    public init(topic: String, partition: Int32, offset: Int64, timestampMilliseconds: Int64, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader]) { self.topic = topic; self.partition = partition; self.offset = offset; self.timestampMilliseconds = timestampMilliseconds; self.key = key; self.value = value; self.headers = headers } }
public struct KafkaConsumerConfiguration: Sendable { public var base: KafkaConfiguration, groupID: String, topics: [String], offsetReset: String, maximumBatch: Int, sessionTimeout: Duration
    public init(base: KafkaConfiguration, groupID: String, topics: [String], offsetReset: String = "earliest", maximumBatch: Int = 500, sessionTimeout: Duration = .seconds(6)) { self.base = base; self.groupID = groupID; self.topics = topics; self.offsetReset = offsetReset; self.maximumBatch = maximumBatch; self.sessionTimeout = sessionTimeout } }
/// What the handler says of a batch of one topic-partition: how many of its first records are done with (their offset may be committed),
/// and, if not all, after which pause the rest is delivered again (only that partition is paused).
public enum BatchOutcome: Sendable { case done, retry(from: Int, after: Duration) }
/// One thread: polls, hands over batches of one partition, commits after the effect; cooperative rebalancing; survives the broker's absence.
public final class KafkaConsumer: LifecyclePart {
    public init(_ configuration: KafkaConsumerConfiguration, logger: Logger, handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome) throws(KafkaError) { fatalError("stub") }
    public var name: String { fatalError("stub") }
    public func start() throws { fatalError("stub") }
    public func stop(by deadline: ContinuousClock.Instant) { fatalError("stub") }
    public struct PartitionState: Sendable { public let topic: String, partition: Int32, committed: Int64, highWatermark: Int64; public init(topic: String, partition: Int32, committed: Int64, highWatermark: Int64) { self.topic = topic; self.partition = partition; self.committed = committed; self.highWatermark = highWatermark } }
    /// The assigned partitions; thread-safe.
    public var assignment: [PartitionState] { fatalError("stub") }
}
public struct TopicSpecification: Sendable { public var name: String, partitions: Int32, replication: Int32, settings: [String: String]
    public init(name: String, partitions: Int32 = 3, replication: Int32 = -1, settings: [String: String] = [:]) { self.name = name; self.partitions = partitions; self.replication = replication; self.settings = settings } }
/// What was found: created, there as asked, or there with other settings (reported, not changed).
public enum TopicOutcome: Sendable { case created, present, different(String) }
public final class KafkaAdmin: Sendable {
    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) { fatalError("stub") }
    public func createTopics(_ topics: [TopicSpecification], timeout: Duration) throws(KafkaError) -> [String: TopicOutcome] { fatalError("stub") }
    public func deleteTopics(_ names: [String], timeout: Duration) throws(KafkaError) { fatalError("stub") }
    public struct ClusterDescription: Sendable { public let clusterID: String?, brokers: [String], topics: [String: Int]; public init(clusterID: String?, brokers: [String], topics: [String: Int]) { self.clusterID = clusterID; self.brokers = brokers; self.topics = topics } }
    public func describeCluster(timeout: Duration) throws(KafkaError) -> ClusterDescription { fatalError("stub") }
    /// low and high watermark of each partition.
    public func watermarks(topic: String, timeout: Duration) throws(KafkaError) -> [Int32: (low: Int64, high: Int64)] { fatalError("stub") }
    public func close() { fatalError("stub") }
}
