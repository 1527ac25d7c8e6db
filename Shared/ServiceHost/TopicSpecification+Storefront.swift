public import Kafka

extension TopicSpecification {
    /// A topic of the storefront: 3 partitions, the broker's default replication, kept for ever, never compacted (records
    /// of Spring peers have no key, and a compacted topic refuses those).
    public static func storefront(_ name: String) -> TopicSpecification {
        TopicSpecification(
            name: name, partitions: 3, replication: -1,
            settings: ["cleanup.policy": "delete", "retention.ms": "-1"])
    }
}
