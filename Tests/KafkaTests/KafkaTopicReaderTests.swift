import Foundation
import Kafka
import TestSupport
import Testing

@Suite struct KafkaTopicReaderTests {
    private struct Stop: Error {}

    private func withRecords(_ broker: TestBroker, _ count: Int, _ body: (KafkaTopicReader, String) throws -> Void)
        throws
    {
        let topic = try broker.makeTopic()
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        let records = (0..<count).map { ProducerRecord(topic, "k\($0 % 7)", "\($0)") }
        for result in producer.sendAll(records, deadline: .soon) { _ = try result.get() }
        try body(try KafkaTopicReader(broker.configuration(), logger: logger), topic)
    }

    @Test(arguments: TestBroker.available)
    func `everything that a topic holds is read, in order per partition, and the end is seen`(broker: TestBroker) throws
    {
        for count in [0, 1, 3_000] {
            try withRecords(broker, count) { reader, topic in
                for _ in 0..<2 {
                    var read: [ConsumerRecord] = []
                    try reader.read(topic, partitions: 3) { read.append($0) }
                    #expect(read.map(\.number).sorted() == Array(0..<count))
                    for (_, records) in Dictionary(grouping: read, by: \.partition) {
                        #expect(records.map(\.offset) == Array(0..<Int64(records.count)))
                        #expect(records.map(\.number) == records.map(\.number).sorted())
                    }
                }
            }
        }
    }

    @Test(arguments: TestBroker.available)
    func `one record is found by its offset, and none beyond the end`(broker: TestBroker) throws {
        try withRecords(broker, 20) { reader, topic in
            var all: [ConsumerRecord] = []
            try reader.read(topic, partitions: 3) { all.append($0) }
            let last = try #require(all.last)
            let found = try reader.record(topic: topic, partition: last.partition, offset: last.offset)
            #expect(found?.text == last.text)
            for beyond in [Int64(1), 1_000] {
                let none = try reader.record(topic: topic, partition: last.partition, offset: last.offset + beyond)
                #expect(none?.text == nil)
            }
            #expect(throws: Stop.self) { try reader.read(topic, partitions: 3) { _ in throw Stop() } }
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a topic that is not there and a broker that is away are errors`(broker: TestBroker) throws {
        let reader = try KafkaTopicReader(broker.configuration(), logger: logger)
        #expect(throws: KafkaError.self) {
            try reader.read("absent." + UUID().uuidString, partitions: 1, patience: .seconds(2)) { _ in }
        }
        let nowhere = try KafkaTopicReader(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test"), logger: logger)
        let error = #expect(throws: KafkaError.self) {
            try nowhere.read("t", partitions: 1, patience: .seconds(1)) { _ in }
        }
        #expect(error?.isRetriable == true)
    }
}
