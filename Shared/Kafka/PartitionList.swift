import CRDKafka

/// A partition of a topic.
struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    let topic: String
    let partition: Int32

    var description: String { "\(topic)/\(partition)" }
}

/// Owns a librdkafka list of partitions with offsets.
@safe
final class PartitionList {
    private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(topics: [String]) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(topics.count))
        for topic in topics { unsafe _ = rd_kafka_topic_partition_list_add(pointer, topic, -1) }
    }

    init(_ offsets: [TopicPartition: Int64]) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        for (partition, offset) in offsets {
            let entry = unsafe rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
            unsafe entry?.pointee.offset = offset
        }
    }

    convenience init(_ partitions: [TopicPartition]) {
        // -1001 is RD_KAFKA_OFFSET_INVALID: none.
        self.init(Dictionary(partitions.map { ($0, -1001) }) { $1 })
    }

    deinit { unsafe rd_kafka_topic_partition_list_destroy(pointer) }

    /// Lends the list for a call. (A pointer that is taken out of a temporary list outlives it: Swift destroys an object
    /// after its last use, which is then before the call.)
    func lend<R>(_ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> R) -> R {
        withExtendedLifetime(self) { unsafe body(pointer) }
    }

    /// One partition as C gave it.
    struct Entry {
        let partition: TopicPartition
        let offset: Int64
        let error: rd_kafka_resp_err_t
    }

    var entries: [Entry] { unsafe lend { unsafe Self.entries(copying: $0) } }

    static func entries(copying list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        guard let list = unsafe list?.pointee else { return [] }
        return unsafe (0..<Int(list.cnt)).map { index in
            let element = unsafe list.elems[index]
            return unsafe Entry(
                partition: TopicPartition(topic: text(element.topic), partition: element.partition),
                offset: element.offset, error: element.err)
        }
    }
}
