import Foundation
import Kafka
import StructuredLogging
import Synchronization
import TestSupport
import Testing

/// A foreign hand on the topics.
enum TopicReader {
    private static let logger = Logger(label: "test.topics")

    /// The first `count` records of a topic, in order per partition.
    static func read(_ topic: String, broker: TestBroker, count: Int) throws -> [ConsumerRecord] {
        try read(topic, from: broker.configuration(), count: count)
    }

    static func read(_ topic: String, from broker: KafkaConfiguration, count: Int) throws -> [ConsumerRecord] {
        try read(topic, from: broker, until: "\(count) records") { $0.count >= count }
    }

    /// A topic from its beginning until there is what is looked for.
    static func read(
        _ topic: String, from broker: KafkaConfiguration, until what: String, _ isEnough: ([ConsumerRecord]) -> Bool
    ) throws -> [ConsumerRecord] {
        let found = Mutex<[ConsumerRecord]>([])
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(
                base: broker, groupID: "reader-\(UUID().uuidString)", topics: [topic]), logger: logger
        ) { records in
            found.withLock { $0 += records }
            return .done
        }
        try consumer.start()
        defer { consumer.stop(by: .now + .seconds(5)) }
        eventually("\(what) in \(topic)", within: .seconds(60)) { isEnough(found.withLock { $0 }) }
        return found.withLock { $0 }
    }

    static func send(_ records: [ProducerRecord], broker: TestBroker) throws {
        let producer = try KafkaProducer(broker.configuration(), logger: logger)
        try producer.start()
        defer { producer.stop(by: .now + .seconds(5)) }
        for result in producer.sendAll(records, deadline: .now + .seconds(20)) { _ = try result.get() }
    }
}

extension ConsumerRecord {
    /// The same record, to be sent to the same partition of a topic.
    func again(on topic: String) -> ProducerRecord {
        ProducerRecord(topic: topic, key: key, value: value, headers: Array(headers), partition: partition)
    }

    func text(_ header: String) -> String? {
        headers.lastValue(of: header).map { String(decoding: $0, as: UTF8.self) }
    }
}
