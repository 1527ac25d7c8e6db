import Foundation
import Kafka
import StructuredLogging
import TestSupport
import Threads

let logger = Logger(label: "test.kafka")

extension ContinuousClock.Instant {
    /// Long enough for a broken connection and a rebalance on a busy machine; a test that waits this long has failed.
    static var soon: ContinuousClock.Instant { .now + .seconds(30) }
}

/// What a consumer was handed, for all to see and wait for.
final class Inbox: Sendable {
    private let records = Signal<[ConsumerRecord]>([])

    func add(_ new: [ConsumerRecord]) { records.update { $0 += new } }
    var all: [ConsumerRecord] { records.update { $0 } }

    /// All records so far, once `isEnough` says so; nil when that did not come.
    func wait(
        until deadline: ContinuousClock.Instant = .soon, for isEnough: ([ConsumerRecord]) -> Bool
    ) -> [ConsumerRecord]? {
        records.wait(until: deadline) { isEnough($0) ? $0 : nil }
    }

    func wait(for count: Int) -> [ConsumerRecord]? { wait { $0.count >= count } }
}

extension ConsumerRecord {
    var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
    var keyText: String { key.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
    var number: Int { Int(text) ?? -1 }
}

extension ProducerRecord {
    init(_ topic: String, _ key: String, _ value: String, partition: Int32? = nil) {
        self.init(topic: topic, key: Array(key.utf8), value: Array(value.utf8), partition: partition)
    }
}

extension TestBroker {
    func makeProducer(properties: [String: String] = [:]) throws -> KafkaProducer {
        let producer = try KafkaProducer(configuration("producer", properties: properties), logger: logger)
        try producer.start()
        return producer
    }

    func makeConsumer(
        _ topics: [String], group: String = UUID().uuidString, maximumBatch: Int = 500, clientID: String = "consumer",
        properties: [String: String] = [:], handle: @escaping @Sendable ([ConsumerRecord]) -> BatchOutcome
    ) throws -> KafkaConsumer {
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(
                base: configuration(clientID, properties: properties), groupID: group, topics: topics,
                maximumBatch: maximumBatch),
            logger: logger, handle: handle)
        try consumer.start()
        return consumer
    }

    /// Reads a topic from its start with a group of its own, until `count` records are there.
    func read(_ topic: String, count: Int) throws -> [ConsumerRecord] {
        let inbox = Inbox()
        let consumer = try makeConsumer([topic]) {
            inbox.add($0)
            return .done
        }
        defer { consumer.stop(by: .soon) }
        return inbox.wait(for: count) ?? inbox.all
    }
}

/// Tries until the condition holds.
func eventually(until deadline: ContinuousClock.Instant = .soon, _ condition: () throws -> Bool) rethrows -> Bool {
    while true {
        if try condition() { return true }
        if ContinuousClock.now >= deadline { return false }
        Thread.sleep(forTimeInterval: 0.02)
    }
}
