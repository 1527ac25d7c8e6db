import CRDKafka
public import StructuredLogging
import Threads

/// Looks after topics and says what a cluster has. Thread-safe; every call blocks until its answer or time-out.
public final class KafkaAdmin: Sendable {
    private struct State {
        var client: ClientHandle?
        /// Calls under way.
        var users = 0
    }
    private let handle: Signal<State>

    /// - Throws: when a property is unknown or has a value that librdkafka refuses. No broker is contacted for it.
    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        let context = ClientContext(log: ClientLog(logger), broker: BrokerWatch(logger))
        // Not `watchErrors`: nobody polls this client, so its errors go to the log, where they are debug lines.
        let client = unsafe try ClientHandle(RD_KAFKA_CONSUMER, .admin(configuration), context: context)
        handle = Signal(State(client: client))
    }

    deinit { close() }

    public struct ClusterDescription: Sendable {
        public let clusterID: String?
        /// "host:port" of each.
        public let brokers: [String]
        /// How many partitions each topic has.
        public let topics: [String: Int]

        public init(clusterID: String?, brokers: [String], topics: [String: Int]) {
            self.clusterID = clusterID
            self.brokers = brokers
            self.topics = topics
        }
    }

    /// - Throws: retriable when no broker answers within `timeout`.
    public func describeCluster(timeout: Duration) throws(KafkaError) -> ClusterDescription {
        try withClient { client throws(KafkaError) in
            let deadline = ContinuousClock.now + timeout
            var answer: UnsafePointer<rd_kafka_metadata>?
            // All topics: asking for one by name could create it.
            let code = unsafe rd_kafka_metadata(client.pointer, 1, nil, &answer, deadline.millisecondsLeft)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer = unsafe answer else {
                throw KafkaError(code, "the cluster cannot be described")
            }
            defer { unsafe rd_kafka_metadata_destroy(answer) }
            let metadata = unsafe answer.pointee
            let brokers = unsafe (0..<Int(metadata.broker_cnt)).map { index in
                let broker = unsafe metadata.brokers[index]
                return unsafe "\(text(broker.host)):\(broker.port)"
            }
            var topics: [String: Int] = [:]
            for index in 0..<Int(unsafe metadata.topic_cnt) {
                let topic = unsafe metadata.topics[index]
                guard unsafe topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
                unsafe topics[text(topic.topic)] = Int(topic.partition_cnt)
            }
            // Known from the answer above, so there is nothing to wait for.
            let id = unsafe rd_kafka_clusterid(client.pointer, 0)
            defer { if let id = unsafe id { unsafe rd_kafka_mem_free(client.pointer, id) } }
            return ClusterDescription(
                clusterID: unsafe id == nil ? nil : text(id), brokers: brokers.sorted(), topics: topics)
        }
    }

    /// The low and high watermark of each partition: the offset of the first record that is kept, and of the next one.
    ///
    /// Asks the broker; one that answers wrongly (the embedded one does so for the high one after records that came
    /// together) cannot be helped: there `KafkaConsumer.assignment` knows better.
    /// - Throws: `UNKNOWN_TOPIC_OR_PART` when there is no such topic; retriable when no broker answers in time.
    public func watermarks(topic: String, timeout: Duration) throws(KafkaError) -> [Int32: (low: Int64, high: Int64)] {
        let deadline = ContinuousClock.now + timeout
        guard let partitions = try describeCluster(timeout: timeout).topics[topic] else {
            throw KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, topic)
        }
        return try withClient { client throws(KafkaError) in
            var found: [Int32: (low: Int64, high: Int64)] = [:]
            for partition in 0..<Int32(partitions) {
                var low: Int64 = 0
                var high: Int64 = 0
                let code = unsafe rd_kafka_query_watermark_offsets(
                    client.pointer, topic, partition, &low, &high, max(1, deadline.millisecondsLeft))
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "\(topic)/\(partition)") }
                found[partition] = (low, high)
            }
            return found
        }
    }

    /// Ends the client's threads. Waits for calls that are under way; later ones throw. May be called again.
    public func close() {
        // A call under way ends by its own time-out, so this wait has an end, too.
        let client: ClientHandle?? = handle.wait(until: nil) { $0.users == 0 ? .some($0.client.take()) : nil }
        if let client = client ?? nil { client.destroy() }
    }

    /// Lends the client: it is not destroyed meanwhile.
    func withClient<R>(_ body: (ClientHandle) throws(KafkaError) -> R) throws(KafkaError) -> R {
        let client: ClientHandle? = handle.update {
            if $0.client != nil { $0.users += 1 }
            return $0.client
        }
        guard let client else { throw .misuse("the Kafka admin client is closed") }
        defer { handle.update { $0.users -= 1 } }
        return try body(client)
    }
}
