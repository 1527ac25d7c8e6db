import CRDKafka
import CRDKafkaMock
import Kafka
import Testing

/// A partition that gets its leader while records are on their way to it.
struct RefusedRequestTests {
    @Test func `records of a refused request are sent again and not taken for delivered`() throws {
        let cluster = try MockCluster()
        defer { cluster.destroy() }
        let topic = "refused"
        // Each record is a request.
        let producer = try KafkaProducer(
            KafkaConfiguration(
                bootstrapServers: cluster.bootstrapServers, clientID: "producer",
                properties: ["batch.num.messages": "1"]),
            logger: logger)
        try producer.start()
        defer { producer.stop(by: .soon) }
        cluster.makeTopic(topic)
        cluster.refuseNextProduceRequest()
        let sent = (0..<20).map { ProducerRecord(topic, "k", String($0), partition: 0) }
        #expect(producer.sendAll(sent, deadline: .soon).allSatisfy { (try? $0.get()) != nil })

        let reader = try KafkaTopicReader(
            KafkaConfiguration(bootstrapServers: cluster.bootstrapServers, clientID: "reader"), logger: logger)
        var read: [Int] = []
        try reader.read(topic, partitions: 1) { read.append($0.number) }
        #expect(read == Array(0..<20))
    }
}

/// The broker inside librdkafka. Like Apache Kafka it takes whatever sequence comes first from a producer.
@safe
private struct MockCluster {
    private let client: OpaquePointer
    private let cluster: OpaquePointer
    let bootstrapServers: String

    struct NotStarted: Error {}

    init() throws {
        guard let client = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, nil, nil, 0),
            let cluster = unsafe rd_kafka_mock_cluster_new(client, 1),
            let servers = unsafe rd_kafka_mock_cluster_bootstraps(cluster)
        else { throw NotStarted() }
        unsafe self.client = client
        unsafe self.cluster = cluster
        bootstrapServers = unsafe String(cString: servers)
        // Answers take their time, so that requests may overlap.
        unsafe rd_kafka_mock_broker_set_rtt(cluster, 1, 50)
    }

    func makeTopic(_ name: String) { unsafe rd_kafka_mock_topic_create(cluster, name, 1, 1) }

    func refuseNextProduceRequest() {
        let errors = [RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION]
        // 0 is the API key of Produce.
        unsafe rd_kafka_mock_push_request_errors_array(cluster, 0, errors.count, errors)
    }

    func destroy() {
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(client)
    }
}
