import Actuator
import Kafka
import Mongo
import Outbox
import PrometheusMetrics
import StorefrontContracts
import StructuredLogging

/// What a service that tells of its aggregates has beside the others.
struct RepublishParts {
    let republisher: Republisher
    let watch: RepublishWatch
    private let aggregates: ServiceAggregates

    init(_ aggregates: ServiceAggregates, marker: MongoCollection, producer: KafkaProducer, logger: Logger) {
        self.aggregates = aggregates
        let republisher = Republisher(source: aggregates.republish, logger: logger)
        let store = RepublishMarkerStore(collection: marker)
        self.republisher = republisher
        watch = RepublishWatch(
            topics: aggregates.publishes, load: store.load, save: store.save,
            republish: { reason, completion in
                // What lost the records has lost the producer's sequences, too.
                producer.beginAnew(because: reason)
                republisher.begin(reason: reason, completion: completion)
            }, logger: logger)
    }

    func endpoints(
        _ service: ServiceParts, outboxes: [Outbox], consumer: KafkaConsumer?, metrics: MetricsRegistry,
        isPrepared: @escaping @Sendable () -> Bool, replay: Replay
    ) -> [Endpoint] {
        let movement = AggregateMovement(
            kinds: aggregates.kinds.map(\.kind.rawValue), outboxes: outboxes, consumer: consumer,
            publishes: aggregates.publishes, reads: service.subscriptions.map(\.topic), metrics: metrics)
        return [
            AggregatesEndpoint(aggregates: aggregates, movement: movement.look).endpoint,
            RepublishEndpoint(republisher: republisher, isPrepared: isPrepared).endpoint,
            ReplayEndpoint(replay: replay, isPrepared: isPrepared).endpoint,
        ]
    }
}
