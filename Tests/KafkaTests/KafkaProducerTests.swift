import Foundation
import Kafka
import StructuredLogging
import TestSupport
import Testing
import Threads

struct KafkaProducerTests {
    @Test(.enabled(if: TestBroker.Kind.tansu.isAvailable, "TANSU is not set: nothing was tested on Tansu"))
    func `the embedded broker is tested`() throws {
        #expect(!(try TestBroker.available[0].bootstrapServers()).isEmpty)
    }

    @Test(.enabled(if: TestBroker.Kind.apacheKafka.isAvailable, "KAFKA_HOME is not set: nothing was tested on Kafka"))
    func `Apache Kafka is tested`() throws {
        #expect(!(try TestBroker.available[TestBroker.available.count - 1].bootstrapServers()).isEmpty)
    }

    @Test(arguments: TestBroker.available)
    func `keys, values and headers arrive as they were sent, null apart from empty`(broker: TestBroker) throws {
        let topic = try broker.makeTopic(partitions: 1)
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let sent = [
            ProducerRecord(
                topic: topic, key: [0, 255, 7], value: Array("{\"a\":1}".utf8),
                headers: [
                    KafkaHeader("ce_id", "äöü"), KafkaHeader("ce_id", "again"), KafkaHeader("null", nil as [UInt8]?),
                    KafkaHeader("empty", []), KafkaHeader("", "no name"), KafkaHeader("bytes", [0, 200, 0]),
                ]),
            ProducerRecord(topic: topic, key: Array("deleted".utf8), value: nil, headers: [KafkaHeader("h", "1")]),
            ProducerRecord(topic: topic, key: nil, value: []),
            ProducerRecord(topic: topic, key: [], value: Array("empty key".utf8)),
            ProducerRecord(topic: topic, key: nil, value: nil),
        ]
        let results = producer.sendAll(sent, deadline: .soon)
        #expect(try results.map { try $0.get().offset } == [0, 1, 2, 3, 4])

        let read = try broker.read(topic, count: sent.count)
        try #require(read.count == sent.count)
        for (got, was) in zip(read, sent) {
            #expect(got.key == was.key)
            #expect(got.value == was.value)
            #expect(Array(got.headers) == was.headers)
            #expect(got.topic == topic)
            #expect(abs(Double(got.timestampMilliseconds) / 1000 - Date().timeIntervalSince1970) < 120)
        }
        #expect(read.map(\.offset) == [0, 1, 2, 3, 4])
    }

    @Test(arguments: TestBroker.available)
    func `a key's records stay in the order of sending, in the partition that Java would choose`(
        broker: TestBroker
    ) throws {
        let topic = try broker.makeTopic()
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let sent = (0..<6000).map { ProducerRecord(topic, "key-\($0 % 50)", String($0)) }
        let results = producer.sendAll(sent, deadline: .soon)
        #expect(results.allSatisfy { (try? $0.get()) != nil })

        let read = try broker.read(topic, count: sent.count)
        #expect(read.count == sent.count)
        for (key, records) in Dictionary(grouping: read, by: \.keyText) {
            #expect(Set(records.map(\.partition)).count == 1)
            let numbers = (0..<6000).filter { "key-\($0 % 50)" == key }
            #expect(records.map(\.number) == numbers)
        }
        // org.apache.kafka.common.utils.Utils.murmur2, whose own test has this pair: "foobar" → -790332482.
        let foobar = producer.sendAll([ProducerRecord(topic, "foobar", "x")], deadline: .soon)
        #expect(try foobar[0].get().partition == (-790_332_482 & 0x7fff_ffff) % 3)
    }

    @Test(arguments: TestBroker.available)
    func `a record that can never be sent fails at once and says why`(broker: TestBroker) throws {
        let topic = try broker.makeTopic()
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let large = ProducerRecord(topic: topic, key: nil, value: Array(repeating: 1, count: 2_000_000))
        let fine = ProducerRecord(topic, "k", "fine")
        let results = producer.sendAll([large, fine], deadline: .soon)
        guard case .failure(let error) = results[0] else {
            Issue.record("2 MB were sent")
            return
        }
        #expect(error.name == "MSG_SIZE_TOO_LARGE")
        #expect(!error.isRetriable)
        #expect(error.description.contains(topic))
        #expect(try results[1].get().offset >= 0)
    }

    @Test func `without a broker a record has no result in time, and every report comes at the end`() throws {
        let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "lonely")
        let producer = try KafkaProducer(configuration, logger: logger)
        try producer.start()
        let reports = Signal<[String]>([])
        for number in 0..<100 {
            producer.send(ProducerRecord("topic", "key", String(number))) { result in
                reports.update { $0.append(result.name) }
            }
        }
        let results = producer.sendAll([ProducerRecord("topic", "key", "x")], deadline: .now + .milliseconds(300))
        #expect(results.map(\.name) == ["_TIMED_OUT"])
        producer.stop(by: .now + .milliseconds(100))
        #expect(reports.update { $0 } == Array(repeating: "_PURGE_QUEUE", count: 100))
        // Stopped: answered at once, on this thread.
        #expect(
            producer.sendAll([ProducerRecord("topic", "key", "x")], deadline: .soon).map(\.name) == ["_INVALID_ARG"])
    }

    @Test(arguments: TestBroker.available)
    func `a producer that broke for good is replaced, and what failed can be sent again`(broker: TestBroker) throws {
        let topic = try broker.makeTopic(partitions: 1)
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        var next = 0
        for round in 0..<5 {
            // As the outbox does it: the next one only when this one is there.
            for _ in 0..<10 {
                let isSent = eventually {
                    let result = producer.sendAll([ProducerRecord(topic, "k", String(next))], deadline: .soon)[0]
                    if case .failure(let error) = result { #expect(error.isRetriable, "\(error)") }
                    return (try? result.get()) != nil
                }
                #expect(isSent)
                next += 1
            }
            if round < 4 { producer.raiseFatalError() }
        }
        #expect(try broker.read(topic, count: 50).map(\.number) == Array(0..<50))
    }

    @Test func `a client that could not be replaced is replaced as soon as one can be made`() throws {
        // librdkafka looks for it whenever a client is made.
        let certificates = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: certificates, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: certificates) }
        let lines = Signal("")
        let logging = LoggingSystem()
        logging.setOutput { line in lines.update { $0 += String(decoding: line, as: UTF8.self) } }
        let properties = ["security.protocol": "ssl", "ssl.ca.location": certificates.path]
        let producer = try KafkaProducer(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "c", properties: properties),
            logger: Logger(label: "test", system: logging))
        try producer.start()
        defer { producer.stop(by: .soon) }
        func hasSaid(_ text: String) -> Bool { eventually { lines.update { $0.contains(text) } } }

        try FileManager.default.removeItem(at: certificates)
        producer.beginAnew(because: "a test's reason")
        #expect(hasSaid("the producer's client could not be replaced"))
        try FileManager.default.createDirectory(at: certificates, withIntermediateDirectories: true)
        #expect(hasSaid("the idempotent producer was replaced") && hasSaid("a test's reason"))
    }

    @Test(arguments: TestBroker.available)
    func `a topic that is missing fails within seconds and is found once it is there`(broker: TestBroker) throws {
        let configuration = try broker.configuration()
        let admin = try KafkaAdmin(configuration, logger: logger)
        defer { admin.close() }
        let topic = "late.\(UUID().uuidString)"
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let first = producer.sendAll([ProducerRecord(topic, "k", "0")], deadline: .now + .seconds(10))[0]
        // The embedded broker makes a topic when a producer asks for it.
        if broker.kind == .apacheKafka {
            guard case .failure(let error) = first else {
                Issue.record("sent to a topic that is not there")
                return
            }
            #expect(error.isRetriable && error.name != "_TIMED_OUT")
        }
        _ = try admin.createTopics([TopicSpecification(name: topic)], timeout: .seconds(30))
        #expect(
            eventually {
                (try? producer.sendAll([ProducerRecord(topic, "k", "1")], deadline: .soon)[0].get()) != nil
            })
    }

    @Test func `properties are checked when a producer is made`() {
        func fault(_ properties: [String: String]) -> String {
            do throws(KafkaError) {
                _ = try KafkaProducer(
                    KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "c", properties: properties),
                    logger: logger)
                return "none"
            } catch {
                return error.message
            }
        }
        #expect(fault(["no.such.property": "1"]).contains("no.such.property"))
        #expect(fault(["linger.ms": "soon"]).contains("linger.ms cannot be \"soon\""))
        #expect(
            fault(["enable.idempotence": "false"])
                == "the Kafka property enable.idempotence cannot be set: it is always true")
        // More would lose the first records of a new partition.
        #expect(
            fault(["max.in.flight.requests.per.connection": "5"])
                == "the Kafka property max.in.flight.requests.per.connection cannot be set: it is always 1")
        #expect(fault(["linger.ms": "5", "security.protocol": "plaintext"]) == "none")
    }
}

extension Result<RecordMetadata, KafkaError> {
    /// The error's name, "sent" for success.
    var name: String {
        switch self {
        case .success: "sent"
        case .failure(let error): error.name
        }
    }
}
