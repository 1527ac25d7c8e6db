import Kafka
import StructuredLogging
import TestSupport

/// What a topic holds now.
struct Snapshot {
    let records: [ConsumerRecord]

    init(_ broker: TestBroker, _ topic: String) throws {
        let reader = try KafkaTopicReader(broker.configuration(), logger: Logger(label: "test.snapshot"))
        var records: [ConsumerRecord] = []
        try reader.read(topic, partitions: 3) { records.append($0) }
        self.records = records
    }
}
