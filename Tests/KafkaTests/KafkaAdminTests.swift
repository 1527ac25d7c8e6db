import Foundation
import Kafka
import TestSupport
import Testing

struct KafkaAdminTests {
    @Test(arguments: TestBroker.available)
    func `topics are created as asked with the broker's own replication`(broker: TestBroker) throws {
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        let settings = ["cleanup.policy": "delete", "retention.ms": "-1"]
        let one = TopicSpecification(name: "admin.\(UUID())", partitions: 3, settings: settings)
        let two = TopicSpecification(name: "admin.\(UUID())", partitions: 1)
        #expect(
            try admin.createTopics([one, two], timeout: .seconds(30)) == [one.name: .created, two.name: .created])
        #expect(
            try admin.createTopics([one, two], timeout: .seconds(30)) == [one.name: .present, two.name: .present])
        let cluster = try admin.describeCluster(timeout: .seconds(30))
        #expect(cluster.topics[one.name] == 3)
        #expect(cluster.topics[two.name] == 1)
        #expect(cluster.clusterID?.isEmpty == false)
        #expect(cluster.brokers == [try broker.bootstrapServers()])
    }

    @Test(arguments: TestBroker.available)
    func `a topic with other settings is reported and not changed`(broker: TestBroker) throws {
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        var topic = TopicSpecification(name: "admin.\(UUID())", partitions: 2, settings: ["retention.ms": "1000"])
        _ = try admin.createTopics([topic], timeout: .seconds(30))
        topic.partitions = 3
        topic.settings = ["retention.ms": "-1", "cleanup.policy": "delete"]
        let outcome = try admin.createTopics([topic], timeout: .seconds(30))
        let isToldSettings = try admin.settings(of: topic.name, timeout: .seconds(30))["retention.ms"] != nil
        #expect(
            outcome == [
                topic.name: .different(
                    "3 partitions wanted, 2 found" + (isToldSettings ? "; retention.ms -1 wanted, 1000 found" : ""))
            ])
        // What this broker tells must not be taken for granted: Apache Kafka does.
        if broker.kind == .apacheKafka { #expect(isToldSettings) }
        #expect(try admin.describeCluster(timeout: .seconds(30)).topics[topic.name] == 2)
    }

    // The embedded broker refuses nothing.
    @Test(arguments: TestBroker.available.filter { $0.kind == .apacheKafka })
    func `a topic that the broker refuses is an error with its reason`(broker: TestBroker) throws {
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        let error = #expect(throws: KafkaError.self) {
            try admin.createTopics([TopicSpecification(name: "not a name!", partitions: 1)], timeout: .seconds(30))
        }
        #expect(error?.name == "TOPIC_EXCEPTION")
        #expect(error?.message.contains("not a name!") == true)
    }

    @Test(arguments: TestBroker.available)
    func `a deleted topic is gone, and deleting it again is no error`(broker: TestBroker) throws {
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        let topic = try broker.makeTopic()
        try admin.deleteTopics([topic], timeout: .seconds(30))
        #expect(try eventually { try admin.describeCluster(timeout: .seconds(30)).topics[topic] == nil })
        try admin.deleteTopics([topic], timeout: .seconds(30))
    }

    @Test(arguments: TestBroker.available)
    func `watermarks tell what is in a topic`(broker: TestBroker) throws {
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        let topic = try broker.makeTopic(partitions: 2)
        let producer = try broker.makeProducer()
        defer { producer.stop(by: .soon) }
        // One at a time: the embedded broker counts records that came together as one.
        for number in 0..<3 {
            _ = try producer.sendAll([ProducerRecord(topic, "k", "\(number)", partition: 1)], deadline: .soon)[0].get()
        }
        let marks = try admin.watermarks(topic: topic, timeout: .seconds(30))
        #expect(marks.mapValues { [$0.low, $0.high] } == [0: [0, 0], 1: [0, 3]])
        #expect(throws: KafkaError.self) { try admin.watermarks(topic: "no.such.topic", timeout: .seconds(5)) }
    }

    @Test func `no broker within the time-out is a retriable error`() throws {
        let admin = try KafkaAdmin(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "admin"), logger: logger)
        let begin = ContinuousClock.now
        var found: KafkaError?
        do throws(KafkaError) { _ = try admin.describeCluster(timeout: .milliseconds(300)) } catch { found = error }
        #expect(found?.isRetriable == true)
        found = nil
        do throws(KafkaError) {
            _ = try admin.createTopics([TopicSpecification(name: "t")], timeout: .milliseconds(300))
        } catch { found = error }
        #expect(found?.isRetriable == true)
        #expect(begin.duration(to: .now) < .seconds(10))
        admin.close()
        do throws(KafkaError) { _ = try admin.describeCluster(timeout: .seconds(1)) } catch { found = error }
        #expect(found?.message == "the Kafka admin client is closed")
    }
}
