import Kafka

/// What the backbone asks of a cluster.
protocol KafkaCluster: Sendable {
    func describe(timeout: Duration) throws(KafkaError) -> KafkaAdmin.ClusterDescription
    func create(_ topics: [TopicSpecification], timeout: Duration) throws(KafkaError) -> [String: TopicOutcome]
    func close()
}

extension KafkaAdmin: KafkaCluster {
    func describe(timeout: Duration) throws(KafkaError) -> ClusterDescription {
        try describeCluster(timeout: timeout)
    }

    func create(_ topics: [TopicSpecification], timeout: Duration) throws(KafkaError) -> [String: TopicOutcome] {
        try createTopics(topics, timeout: timeout)
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
