import Foundation
import Kafka
import StructuredLogging
import Synchronization
import TestSupport
import Testing

@testable import ServiceHost

@Suite struct DeadLetterQueueTests {
    private let logger = Logger(label: "test.dlt")

    private func letter(
        _ topic: String, offset: Int64, key: [UInt8] = Array("k".utf8), value: [UInt8] = [1],
        headers: KafkaHeaders = []
    ) -> DeadLetter {
        DeadLetter(
            record: ConsumerRecord(
                topic: topic, partition: 0, offset: offset, timestampMilliseconds: 1, key: key, value: value,
                headers: headers),
            code: "not-json", reason: "no", attempts: 1, failedAtMilliseconds: 2)
    }

    private func withQueue(
        _ broker: TestBroker, cluster: FakeCluster? = nil, _ body: (DeadLetterQueue, KafkaAdmin) throws -> Void
    ) throws {
        let producer = try KafkaProducer(
            broker.configuration(properties: ["message.max.bytes": String(DeadLetter.maximumMessageBytes)]),
            logger: logger)
        try producer.start()
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer {
            producer.stop(by: .now + .seconds(5))
            admin.close()
        }
        try body(DeadLetterQueue(producer: producer, cluster: cluster ?? admin, group: "g", logger: logger), admin)
    }

    private func read(_ topic: String, count: Int, broker: TestBroker) throws -> [ConsumerRecord] {
        let found = Mutex<[ConsumerRecord]>([])
        let consumer = try KafkaConsumer(
            KafkaConsumerConfiguration(base: broker.configuration(), groupID: UUID().uuidString, topics: [topic]),
            logger: logger
        ) { records in
            found.withLock { $0 += records }
            return .done
        }
        try consumer.start()
        defer { consumer.stop(by: .now + .seconds(5)) }
        eventually("\(count) dead letters", within: .seconds(60)) { found.withLock { $0.count >= count } }
        return found.withLock { $0 }.sorted { $0.offset < $1.offset }
    }

    @Test(arguments: TestBroker.available)
    func `a dead letter holds the largest record of a broker, and its topic takes it`(broker: TestBroker) throws {
        let topic = "t" + UUID().uuidString
        try withQueue(broker) { queue, admin in
            let large = Array(repeating: UInt8(ascii: "x"), count: EventDecoder<NumberEvent>.maximumBytes)
            #expect(
                queue.park([letter(topic, offset: 0, value: [1]), letter(topic, offset: 1, value: large)]) == [
                    true, true,
                ])
            #expect(try admin.describeCluster(timeout: .seconds(10)).topics["\(topic).g.dlt"] == 3)
            if broker.kind == .apacheKafka {
                let settings = try admin.settings(of: "\(topic).g.dlt", timeout: .seconds(10))
                #expect(settings["max.message.bytes"] == "2097152")
                #expect(settings["retention.ms"] == "-1")
            }
            let letters = try read("\(topic).g.dlt", count: 2, broker: broker)
            #expect(letters.map(\.value) == [[1], large])
            #expect(letters.map { $0.headers.text("dlt-original-offset") } == ["0", "1"])
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a record that no dead letter can hold is named without its value`(broker: TestBroker) throws {
        let topic = "t" + UUID().uuidString
        try withQueue(broker) { queue, _ in
            let huge = [UInt8](repeating: 0, count: DeadLetter.maximumMessageBytes + 1)
            #expect(queue.park([letter(topic, offset: 7, value: huge)]) == [true])
            let letters = try read("\(topic).g.dlt", count: 1, broker: broker)
            #expect(letters.first?.value == nil)
            #expect(letters.first?.headers.text("dlt-value-bytes") == String(huge.count))
            #expect(letters.first?.headers.text("dlt-original-offset") == "7")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a record that is too large even without its value is named by its place`(broker: TestBroker) throws {
        let topic = "t" + UUID().uuidString
        try withQueue(broker) { queue, _ in
            let huge = [UInt8](repeating: 7, count: DeadLetter.maximumMessageBytes + 1)
            let letters = [
                letter(topic, offset: 7, key: huge), letter(topic, offset: 8, headers: [KafkaHeader("large", huge)]),
                letter(topic, offset: 9),
            ]
            #expect(queue.park(letters) == [true, true, true])
            var found: [String: ConsumerRecord] = [:]
            for record in try read("\(topic).g.dlt", count: 3, broker: broker) {
                found[record.headers.text("dlt-original-offset") ?? ""] = record
            }
            #expect(found["7"]?.key == Array(huge.prefix(1_024)))
            #expect(found["7"]?.headers.text("dlt-key-bytes") == String(huge.count))
            #expect(found["8"]?.key == Array("k".utf8))
            #expect(found["8"]?.headers.lastValue(of: "large") == nil)
            for offset in ["7", "8"] {
                #expect(found[offset]?.value == nil)
                #expect(found[offset]?.headers.text("dlt-value-bytes") == "1")
            }
            #expect(found["9"]?.value == [1])
        }
    }

    /// As with a broker that gives a service no right to create topics.
    @Test(arguments: TestBroker.available)
    func `a topic that somebody else made is used when none can be created`(broker: TestBroker) throws {
        let topic = "t" + UUID().uuidString
        let cluster = FakeCluster(journal: Journal())
        cluster.state.withLock { $0.refusesToCreate = true }
        try withQueue(broker, cluster: cluster) { queue, admin in
            #expect(queue.park([letter(topic, offset: 7)]) == [false])
            #expect(try admin.describeCluster(timeout: .seconds(10)).topics["\(topic).g.dlt"] == nil)
            _ = try admin.createTopics([TopicSpecification(name: "\(topic).g.dlt")], timeout: .seconds(30))
            cluster.state.withLock { _ = $0.topics.insert("\(topic).g.dlt") }
            #expect(queue.park([letter(topic, offset: 7)]) == [true])
            let letters = try read("\(topic).g.dlt", count: 1, broker: broker)
            #expect(letters.map { $0.headers.text("dlt-original-offset") } == ["7"])
        }
        cluster.state.withLock { $0.isAway = true }
        try withQueue(broker, cluster: cluster) { queue, _ in
            #expect(queue.park([letter(topic, offset: 7)]) == [false])
        }
    }

    @Test func `without a broker nothing is acknowledged`() throws {
        let nobody = KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test")
        let producer = try KafkaProducer(nobody, logger: logger)
        let admin = try KafkaAdmin(nobody, logger: logger)
        defer { admin.close() }
        let queue = DeadLetterQueue(producer: producer, cluster: admin, group: "g", logger: logger)
        #expect(queue.park([letter("t", offset: 0, value: []), letter("t", offset: 1, value: [])]) == [false, false])
    }
}
