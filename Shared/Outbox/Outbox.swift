public import BSON
public import Kafka
public import Lifecycle
public import Mongo
public import PrometheusMetrics
public import StructuredLogging
// STUB: the agreed interface; replaced by real files.

/// An event that waits inside the document whose change it tells.
public struct OutboxEvent: Sendable, Equatable {
    /// `id` is a UUID; `type` the CloudEvents type and `typeID` the Java class for Spring peers; `value` nil is a deletion.
    public var id: String, topic: String, key: String, type: String, typeID: String, subject: String, sequence: Int64, timeMilliseconds: Int64, value: [UInt8]?, extensions: [String: String]
    public init(id: String, topic: String, key: String, type: String, typeID: String, subject: String, sequence: Int64, timeMilliseconds: Int64, value: [UInt8]?, extensions: [String: String] = [:]) {
        self.id = id; self.topic = topic; self.key = key; self.type = type; self.typeID = typeID; self.subject = subject; self.sequence = sequence; self.timeMilliseconds = timeMilliseconds; self.value = value; self.extensions = extensions }
}
/// Events that commit with the write: they are pushed into the array field `outbox` of the aggregate's own document by the very update that changes it,
/// and relayed from there in array order, then pulled. One per aggregate collection.
public final class Outbox: LifecyclePart {
    public init(collection: MongoCollection, producer: KafkaProducer, source: String, metrics: MetricsRegistry, logger: Logger) { fatalError("stub") }
    /// For an insert: the document with its events in it.
    public func document(_ document: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument { fatalError("stub") }
    /// For an update: `update` (operators) with a `$push` of the events added.
    public func update(_ update: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument { fatalError("stub") }
    /// After the write returned: these documents have events. Cheap; never blocks.
    public func nudge(_ ids: [BSONValue]) { fatalError("stub") }
    public var name: String { fatalError("stub") }
    public func start() throws { fatalError("stub") }
    public func stop(by deadline: ContinuousClock.Instant) { fatalError("stub") }
    public var indexes: [IndexModel] { fatalError("stub") }
    /// Documents with waiting events now, and the age of the oldest in milliseconds (from the last sweep).
    public var depth: (documents: Int64, oldestMilliseconds: Int64) { fatalError("stub") }
}
