public import Mongo
import Outbox
public import PrometheusMetrics
public import StructuredLogging
import Kafka
import Synchronization

/// What a service is given to build itself from.
public struct ServiceContext: Sendable {
    public let settings: ServiceSettings
    public let database: MongoDatabase
    public let metrics: MetricsRegistry
    public let logger: Logger
    let outboxes: OutboxFactory

    /// A collection of aggregates with its outbox. The host starts the outbox once the topics are there, and stops it.
    ///
    /// At most `OutboxFactory.limit` per service: the MongoDB pool has a connection for each.
    public func aggregates(in collectionName: String) -> AggregateCollection {
        let collection = database.collection(collectionName)
        return AggregateCollection(collection, outbox: outboxes.make(over: collection), logger: logger)
    }
}

/// Makes a service's outboxes and remembers them for the host. Thread-safe.
final class OutboxFactory: Sendable {
    /// The MongoDB pool is made before the service tells how many outboxes it has.
    static let limit = 2

    private let producer: KafkaProducer
    private let source: String
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let outboxes = Mutex<[Outbox]>([])

    init(producer: KafkaProducer, source: String, metrics: MetricsRegistry, logger: Logger) {
        self.producer = producer
        self.source = source
        self.metrics = metrics
        self.logger = logger
    }

    func make(over collection: MongoCollection) -> Outbox {
        let outbox = Outbox(
            collection: collection, producer: producer, source: source, metrics: metrics, logger: logger)
        outboxes.withLock {
            precondition($0.count < Self.limit, "a service has at most \(Self.limit) outboxes")
            $0.append(outbox)
        }
        return outbox
    }

    var all: [Outbox] { outboxes.withLock { $0 } }
}
