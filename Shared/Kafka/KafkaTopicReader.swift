import CRDKafka
public import StructuredLogging

/// Reads what a topic holds, from outside of any group: nothing is committed and no other reader is disturbed. For tools.
///
/// A value that may be used by several threads; each call has a client of its own and blocks its caller.
public struct KafkaTopicReader: Sendable {
    private let settings: ClientSettings
    private let logger: Logger

    /// - Throws: when a property is one that cannot be set.
    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        settings = try .reader(configuration)
        self.logger = logger
    }

    /// Hands over every record that is there until the end of each partition was seen once, in order per partition.
    ///
    /// - Parameters:
    ///   - partitions: How many the topic has (`KafkaAdmin.describeCluster`).
    ///   - patience: How long the broker may be silent.
    /// - Throws: what `body` throws, and `KafkaError`: retriable when the broker was silent for too long.
    public func read(
        _ topic: String, partitions: Int, patience: Duration = .seconds(15), _ body: (ConsumerRecord) throws -> Void
    ) throws {
        let all = (0..<Int32(partitions)).map { TopicPartition(topic: topic, partition: $0) }
        let start = Int64(RD_KAFKA_OFFSET_BEGINNING)
        try poll(Dictionary(uniqueKeysWithValues: all.map { ($0, start) }), patience) { record in
            try body(record)
            return true
        }
    }

    /// The record at that place; nil when there is none (yet, or any more).
    /// - Throws: `KafkaError`: retriable when the broker was silent for `patience`.
    public func record(
        topic: String, partition: Int32, offset: Int64, patience: Duration = .seconds(15)
    ) throws(KafkaError) -> ConsumerRecord? {
        var found: ConsumerRecord?
        do {
            try poll([TopicPartition(topic: topic, partition: partition): offset], patience) { record in
                // A compacted topic goes on with the next one that it has.
                if record.offset == offset { found = record }
                return false
            }
        } catch let error as KafkaError {
            if error.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET.rawValue { return nil }
            throw error
        } catch {
            preconditionFailure("nothing else is thrown here: \(error)")
        }
        return found
    }

    /// Until every partition has ended or `body` returns false.
    private func poll(
        _ starts: [TopicPartition: Int64], _ patience: Duration, _ body: (ConsumerRecord) throws -> Bool
    ) throws {
        let context = ClientContext(log: ClientLog(logger), broker: BrokerWatch(logger))
        let client = unsafe try ClientHandle(RD_KAFKA_CONSUMER, settings, context: context) {
            unsafe ClientContext.watchErrors($0)
        }
        unsafe rd_kafka_poll_set_consumer(client.pointer)
        defer {
            unsafe rd_kafka_assign(client.pointer, nil)
            client.destroy()
        }
        let code = unsafe PartitionList(starts).lend { unsafe rd_kafka_assign(client.pointer, $0) }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "reading \(describe(starts))") }
        var open = Set(starts.keys)
        var deadline = ContinuousClock.now + patience
        while !open.isEmpty {
            guard let message = unsafe rd_kafka_consumer_poll(client.pointer, min(200, deadline.millisecondsLeft))
            else {
                open = open.filter { !isBeyondEnd(starts[$0] ?? 0, of: $0, client) }
                if open.isEmpty || deadline.millisecondsLeft > 0 { continue }
                throw KafkaError.timedOut("no answer within \(patience) while reading \(describe(starts))")
            }
            defer { unsafe rd_kafka_message_destroy(message) }
            let code = unsafe message.pointee.err
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                guard try unsafe body(ConsumerRecord(copying: message)) else { return }
            case RD_KAFKA_RESP_ERR__PARTITION_EOF:
                let topic = unsafe text(rd_kafka_topic_name(message.pointee.rkt))
                open.remove(TopicPartition(topic: topic, partition: unsafe message.pointee.partition))
            case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TIMED_OUT:
                if deadline.millisecondsLeft > 0 { continue }
                throw KafkaError(code, "reading \(describe(starts))")
            default:
                throw KafkaError(code, "reading \(describe(starts))")
            }
            deadline = .now + patience
        }
    }

    /// By what the fetches so far have told. The embedded broker answers to an offset far beyond the end as if the next
    /// record were only late, where Apache Kafka says that it is out of range.
    private func isBeyondEnd(_ offset: Int64, of partition: TopicPartition, _ client: ClientHandle) -> Bool {
        var low: Int64 = -1
        var high: Int64 = -1
        let code = unsafe rd_kafka_get_watermark_offsets(
            client.pointer, partition.topic, partition.partition, &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 && offset > high
    }

    private func describe(_ starts: [TopicPartition: Int64]) -> String {
        Set(starts.keys.map(\.topic)).sorted().joined(separator: ", ")
    }
}
