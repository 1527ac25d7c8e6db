import Kafka

/// What the backbone asks of a cluster.
protocol KafkaCluster: Sendable {
    func describe(timeout: Duration) throws(KafkaError) -> KafkaAdmin.ClusterDescription
    func create(_ topics: [TopicSpecification], timeout: Duration) throws(KafkaError) -> [String: TopicOutcome]
    /// The offset of the next record of each partition, by topic.
    func ends(of topics: [String], timeout: Duration) throws(KafkaError) -> [String: [Int64]]
    func close()
}

extension KafkaAdmin: KafkaCluster {
    func describe(timeout: Duration) throws(KafkaError) -> ClusterDescription {
        try describeCluster(timeout: timeout)
    }

    func create(_ topics: [TopicSpecification], timeout: Duration) throws(KafkaError) -> [String: TopicOutcome] {
        try createTopics(topics, timeout: timeout)
    }

    func ends(of topics: [String], timeout: Duration) throws(KafkaError) -> [String: [Int64]] {
        var ends: [String: [Int64]] = [:]
        for topic in topics {
            ends[topic] = try watermarks(topic: topic, timeout: timeout).sorted { $0.key < $1.key }.map(\.value.high)
        }
        return ends
    }
}

/// What the last look at the cluster found.
enum ClusterStatus: Equatable {
    case unknown
    case unreachable(String)
    /// Reachable, with all topics.
    case complete(clusterID: String?, brokers: Int)

    var isComplete: Bool { if case .complete = self { true } else { false } }
    var isUnreachable: Bool { if case .unreachable = self { true } else { false } }
}
