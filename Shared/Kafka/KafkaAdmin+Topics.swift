import CRDKafka
import Threads

extension KafkaAdmin {
    /// Creates the topics that are missing and compares the others with what is asked: partitions, and those settings that
    /// the broker tells. Nothing that exists is changed.
    /// - Returns: the outcome for each name.
    /// - Throws: when the broker refuses one (bad name or setting, no right), or none answers within `timeout`.
    public func createTopics(
        _ topics: [TopicSpecification], timeout: Duration
    ) throws(KafkaError) -> [String: TopicOutcome] {
        guard !topics.isEmpty else { return [:] }
        let deadline = ContinuousClock.now + timeout
        var outcomes: [String: TopicOutcome] = [:]
        var existing: [TopicSpecification] = []
        for result in try create(topics, timeout: timeout) {
            switch result.code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                outcomes[result.name] = .created
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
                existing += topics.filter { $0.name == result.name }
            default:
                throw KafkaError(result.code, "topic \(result.name) cannot be created: \(result.reason)")
            }
        }
        guard !existing.isEmpty else { return outcomes }
        func left() -> Duration { max(.milliseconds(1), ContinuousClock.now.duration(to: deadline)) }
        for topic in existing {
            var differences: [String] = []
            let found = try untilKnown(by: deadline) { () throws(KafkaError) in try partitions(of: topic.name, left()) }
            if found != Int(topic.partitions) {
                differences.append("\(topic.partitions) partitions wanted, \(found) found")
            }
            if !topic.settings.isEmpty {
                let found = try untilKnown(by: deadline) { () throws(KafkaError) in
                    try settings(of: topic.name, timeout: left())
                }
                for (name, wanted) in topic.settings.sorted(by: { $0.key < $1.key }) {
                    // A broker that does not tell a setting cannot be compared.
                    guard let value = found[name], value != wanted else { continue }
                    differences.append("\(name) \(wanted) wanted, \(value) found")
                }
            }
            outcomes[topic.name] = differences.isEmpty ? .present : .different(differences.joined(separator: "; "))
        }
        return outcomes
    }

    private func partitions(of topic: String, _ timeout: Duration) throws(KafkaError) -> Int {
        guard let partitions = try describeCluster(timeout: timeout).topics[topic] else {
            throw KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, topic)
        }
        return partitions
    }

    /// The controller knows a new topic a moment before the broker that is asked about it.
    private func untilKnown<R>(
        by deadline: ContinuousClock.Instant, _ ask: () throws(KafkaError) -> R
    ) throws(KafkaError) -> R {
        while true {
            do throws(KafkaError) {
                return try ask()
            } catch {
                guard error.code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART.rawValue, deadline.millisecondsLeft > 0
                else { throw error }
                let pause = Signal(())
                _ = pause.wait(until: min(deadline, .now + .milliseconds(20))) { _ in nil as Bool? }
            }
        }
    }

    /// Deletes the topics with all their records; one that does not exist is no error.
    public func deleteTopics(_ names: [String], timeout: Duration) throws(KafkaError) {
        guard !names.isEmpty else { return }
        try withClient { client throws(KafkaError) in
            var topics: [OpaquePointer?] = unsafe names.map { unsafe rd_kafka_DeleteTopic_new($0) }
            defer { unsafe rd_kafka_DeleteTopic_destroy_array(&topics, topics.count) }
            unsafe try AdminRequest.run(
                RD_KAFKA_ADMIN_OP_DELETETOPICS, client, "deleting topics", timeout: timeout,
                send: { unsafe rd_kafka_DeleteTopics(client.pointer, &topics, names.count, $0, $1) },
                read: { event throws(KafkaError) in
                    var count = 0
                    let results = unsafe rd_kafka_DeleteTopics_result_topics(
                        rd_kafka_event_DeleteTopics_result(event), &count)
                    for result in unsafe AdminRequest.topicResults(results, count)
                    where result.code != RD_KAFKA_RESP_ERR_NO_ERROR
                        && result.code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
                    {
                        throw KafkaError(result.code, "topic \(result.name) cannot be deleted: \(result.reason)")
                    }
                })
        }
    }

    /// The settings of a topic as the broker tells them, defaults too; only their names and values.
    /// - Throws: `UNKNOWN_TOPIC_OR_PART` when there is no such topic.
    public func settings(of topic: String, timeout: Duration) throws(KafkaError) -> [String: String] {
        try withClient { client throws(KafkaError) in
            var resources: [OpaquePointer?] = unsafe [rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)]
            defer { unsafe rd_kafka_ConfigResource_destroy(resources[0]) }
            return unsafe try AdminRequest.run(
                RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, client, "settings of topic \(topic)", timeout: timeout,
                send: { unsafe rd_kafka_DescribeConfigs(client.pointer, &resources, 1, $0, $1) },
                read: { event throws(KafkaError) in
                    var count = 0
                    let results = unsafe rd_kafka_DescribeConfigs_result_resources(
                        rd_kafka_event_DescribeConfigs_result(event), &count)
                    guard count == 1, let resource = unsafe results?[0] else { return [:] }
                    let code = unsafe rd_kafka_ConfigResource_error(resource)
                    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "settings of \(topic)") }
                    return unsafe entries(of: resource)
                })
        }
    }

    private func create(
        _ topics: [TopicSpecification], timeout: Duration
    ) throws(KafkaError) -> [(name: String, code: rd_kafka_resp_err_t, reason: String)] {
        try withClient { client throws(KafkaError) in
            var wanted: [OpaquePointer?] = unsafe []
            defer { unsafe rd_kafka_NewTopic_destroy_array(&wanted, wanted.count) }
            for topic in topics {
                var fault = [CChar](repeating: 0, count: 256)
                guard
                    let new = unsafe rd_kafka_NewTopic_new(
                        topic.name, topic.partitions, topic.replication, &fault, fault.count)
                else { throw .misuse("topic \(topic.name): \(unsafe text(fault))") }
                unsafe wanted.append(new)
                for (name, value) in topic.settings { unsafe rd_kafka_NewTopic_set_config(new, name, value) }
            }
            return unsafe try AdminRequest.run(
                RD_KAFKA_ADMIN_OP_CREATETOPICS, client, "creating topics", timeout: timeout,
                send: { unsafe rd_kafka_CreateTopics(client.pointer, &wanted, topics.count, $0, $1) },
                read: { event in
                    var count = 0
                    let results = unsafe rd_kafka_CreateTopics_result_topics(
                        rd_kafka_event_CreateTopics_result(event), &count)
                    return unsafe AdminRequest.topicResults(results, count)
                })
        }
    }
}

private func entries(of resource: OpaquePointer) -> [String: String] {
    var count = 0
    guard let entries = unsafe rd_kafka_ConfigResource_configs(resource, &count) else { return [:] }
    var settings: [String: String] = [:]
    for index in 0..<count {
        let entry = unsafe entries[index]
        guard let value = unsafe rd_kafka_ConfigEntry_value(entry) else { continue }
        unsafe settings[text(rd_kafka_ConfigEntry_name(entry))] = text(value)
    }
    return settings
}
