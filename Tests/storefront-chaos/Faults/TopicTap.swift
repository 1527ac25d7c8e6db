import Kafka
import StructuredLogging
import Synchronization

/// Reads the four topics all along and keeps what it has read, so that records can be sent a second time.
final class TopicTap: Sendable {
    private let consumer: KafkaConsumer
    private let store = Store()

    init(_ configuration: KafkaConfiguration, topics: [String]) throws {
        consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(base: configuration, groupID: "chaos-tap", topics: topics),
            logger: Logger(label: "chaos.tap")
        ) { [store] batch in
            store.add(batch)
            return .done
        }
        try consumer.start()
    }

    /// What was read of a topic so far, without records that this program sent.
    func records(of topic: String) -> [ConsumerRecord] { store.records.withLock { $0[topic] ?? [] } }

    func stop() { consumer.stop(by: .now + .seconds(3)) }

    private final class Store: Sendable {
        /// Per topic: some 10 MiB.
        private static let limit = 10_000
        let records = Mutex<[String: [ConsumerRecord]]>([:])

        func add(_ batch: [ConsumerRecord]) {
            records.withLock { records in
                for record in batch where record.headers.allSatisfy({ !$0.name.hasPrefix("chaos-") }) {
                    guard records[record.topic, default: []].count < Self.limit else { return }
                    records[record.topic, default: []].append(record)
                }
            }
        }
    }
}
