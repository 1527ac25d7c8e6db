import Kafka
import Outbox
import PrometheusMetrics
import StorefrontContracts

/// Counts what the service's events do.
struct AggregateMovement: Sendable {
    let kinds: [String]
    let outboxes: [Outbox]
    let consumer: KafkaConsumer?
    let publishes: [String]
    let reads: [String]
    let metrics: MetricsRegistry

    func look() -> EventMovement {
        let depths = outboxes.map(\.depth)
        return EventMovement(
            kinds: kinds, waiting: depths.reduce(0) { $0 + $1.documents },
            oldestMilliseconds: depths.map(\.oldestMilliseconds).max() ?? 0,
            published: publishes.map {
                count($0, "storefront_outbox_published_total", "Events that the broker has acknowledged")
            },
            applied: reads.map {
                count($0, "storefront_events_applied_total", "Records whose effect is in the database")
            },
            deadLetters: reads.map {
                count($0, "storefront_dead_letters_total", "Records that were put into the dead-letter topic")
            },
            partitions: (consumer?.assignment ?? []).map { partition in
                .init(
                    topic: partition.topic, partition: Int64(partition.partition),
                    lag: partition.highWatermark < 0
                        ? nil : max(0, partition.highWatermark - max(0, partition.committed)))
            })
    }

    private func count(_ topic: String, _ name: String, _ help: String) -> EventMovement.TopicCount {
        let counter = metrics.counter(name, help: help, labels: [("topic", topic)])
        return EventMovement.TopicCount(topic: topic, records: Int64(counter.value))
    }
}
