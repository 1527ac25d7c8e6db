import CommandLineOptions
import Kafka
import PrometheusMetrics
import StructuredLogging

/// A service's clients of Kafka, made and not connected.
struct KafkaParts {
    let producer: KafkaProducer
    let admin: KafkaAdmin
    private let settings: ServiceSettings
    private let logger: Logger

    /// Batches of the consumer that are applied at once, each with a connection to the database.
    static let parallelBatches = 3
    /// Records of those batches together.
    private static let maximumBatch = 1_500

    /// Throws `HostFailure` for a property that librdkafka refuses: a certificate that is not there, say.
    init(_ settings: ServiceSettings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        var producing = settings.kafka
        // An outbox event is far smaller; a dead letter carries a whole foreign record and more.
        producing.properties["message.max.bytes"] = String(DeadLetter.maximumMessageBytes)
        do {
            producer = try KafkaProducer(producing, logger: logger)
            admin = try KafkaAdmin(settings.kafka, logger: logger)
        } catch {
            throw HostFailure(sentence: "Kafka: \(error.message)", exitCode: ExitCode.configuration)
        }
    }

    /// One consumer for all topics of the service; nil when it has none.
    func consumer(
        of subscriptions: [Subscription], metrics: MetricsRegistry, logger events: Logger
    ) throws -> KafkaConsumer? {
        guard !subscriptions.isEmpty else { return nil }
        let topics = subscriptions.map(\.topic)
        let letters = DeadLetterQueue(producer: producer, cluster: admin, group: settings.groupID, logger: events)
        let processor = RecordProcessor(
            subscriptions: subscriptions,
            environment: ProcessingEnvironment(
                metrics: ListenerMetrics(topics: topics, registry: metrics), logger: events, park: letters.park))
        do {
            let consumer = try KafkaConsumer(
                KafkaConsumerConfiguration(
                    base: settings.kafka, groupID: settings.groupID, topics: topics, offsetReset: settings.offsetReset,
                    maximumBatch: Self.maximumBatch, parallelBatches: Self.parallelBatches,
                    sessionTimeout: settings.sessionTimeout),
                logger: logger, handle: processor.process)
            ConsumerLag.register(topics: topics, of: consumer, in: metrics)
            return consumer
        } catch {
            throw HostFailure(sentence: "Kafka: \(error.message)", exitCode: ExitCode.configuration)
        }
    }
}

enum ConsumerLag {
    /// Records of a topic that this process has yet to apply; no sample while it has none of the topic's partitions.
    static func register(topics: [String], of consumer: KafkaConsumer, in metrics: MetricsRegistry) {
        for topic in topics {
            metrics.gauge(
                "storefront_consumer_lag_records", help: "Records in the assigned partitions that are not applied yet",
                labels: [("topic", topic)]
            ) { [weak consumer] in
                consumer.flatMap { lag(of: topic, in: $0.assignment) }.map(Double.init)
            }
        }
    }

    static func lag(of topic: String, in assignment: [KafkaConsumer.PartitionState]) -> Int64? {
        // Before the first fetch nobody knows the end of a partition.
        let known = assignment.filter { $0.topic == topic && $0.highWatermark >= 0 }
        guard !known.isEmpty else { return nil }
        return known.reduce(0) { $0 + max(0, $1.highWatermark - max(0, $1.committed)) }
    }
}
