import BSON
import Foundation
import Kafka
import Mongo
import Outbox
import PrometheusMetrics
import StructuredLogging
import TestSupport
import Threads

let logger = Logger(label: "test.outbox")

extension ContinuousClock.Instant {
    /// A test that waits this long has failed.
    static var soon: ContinuousClock.Instant { .now + .seconds(30) }
}

/// A collection, a topic, a producer and an outbox between them.
final class Fixture: Sendable {
    let broker: TestBroker
    let client: MongoClient
    let database = TestMongo.shared.uniqueDatabase()
    let collection: MongoCollection
    let topic: String
    let producer: KafkaProducer
    let metrics = MetricsRegistry()
    let outbox: Outbox

    init(_ broker: TestBroker, topic: String? = nil, partitions: Int32 = 3) throws {
        self.broker = broker
        client = try TestMongo.shared.client(poolSize: 6)
        collection = client.database(database).collection("aggregates")
        self.topic = try topic ?? broker.makeTopic("outbox", partitions: partitions)
        producer = try KafkaProducer(broker.configuration("outbox"), logger: logger)
        try producer.start()
        outbox = Outbox(
            collection: collection, producer: producer, source: "accounts", metrics: metrics, logger: logger)
        try collection.createIndexes(outbox.indexes)
    }

    func end() {
        outbox.stop(by: .soon)
        producer.stop(by: .soon)
        client.close()
    }

    func event(_ value: String?, key: String, sequence: Int64 = 1, topic: String? = nil) -> OutboxEvent {
        OutboxEvent(
            id: UUID().uuidString, topic: topic ?? self.topic, key: key, type: "com.storefront.test",
            typeID: "com.storefront.model.Test", subject: key, sequence: sequence,
            timeMilliseconds: Int64(Date().timeIntervalSince1970 * 1000), value: value.map { Array($0.utf8) })
    }

    func insert(_ id: String, _ fields: BSONDocument = [:], carrying events: [OutboxEvent], nudge: Bool = true) throws {
        try collection.insert(outbox.document(fields.withID(id), carrying: events))
        if nudge { outbox.nudge([BSONValue(id: id)]) }
    }

    func update(_ id: String, _ update: BSONDocument, carrying events: [OutboxEvent], nudge: Bool = true) throws {
        _ = try collection.update(["_id": BSONValue(id: id)], .document(outbox.update(update, carrying: events)))
        if nudge { outbox.nudge([BSONValue(id: id)]) }
    }

    /// Nothing waits in any document.
    func isPublished(until deadline: ContinuousClock.Instant = .soon) throws -> Bool {
        try eventually(until: deadline) { try collection.count(["outbox": ["$exists": true]]) == 0 }
    }

    /// The topic from its start, until `count` records are there, and whatever comes in a moment after them.
    func read(_ count: Int, topic: String? = nil) throws -> [ConsumerRecord] {
        let records = Signal<[ConsumerRecord]>([])
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(
                base: broker.configuration("reader"), groupID: UUID().uuidString, topics: [topic ?? self.topic]),
            logger: logger
        ) { batch in
            records.update { $0 += batch }
            return .done
        }
        try consumer.start()
        defer { consumer.stop(by: .soon) }
        _ = records.wait(until: .soon) { $0.count >= count ? true : nil }
        _ = records.wait(until: .now + .milliseconds(200)) { $0.count > count ? true : nil }
        return records.update { $0 }
    }
}

extension ConsumerRecord {
    var text: String { value.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
    var keyText: String { key.map { String(decoding: $0, as: UTF8.self) } ?? "null" }
    func header(_ name: String) -> String? {
        headers.lastValue(of: name).map { String(decoding: $0, as: UTF8.self) }
    }
}

func eventually(until deadline: ContinuousClock.Instant = .soon, _ condition: () throws -> Bool) rethrows -> Bool {
    while true {
        if try condition() { return true }
        if ContinuousClock.now >= deadline { return false }
        Thread.sleep(forTimeInterval: 0.02)
    }
}
