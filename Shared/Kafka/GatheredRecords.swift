/// Records that were read and not handed over yet, by partition, in the order in which they came.
struct GatheredRecords {
    private(set) var count = 0
    private(set) var byteCount = 0
    private var order: [TopicPartition] = []
    private var records: [TopicPartition: [ConsumerRecord]] = [:]

    mutating func append(_ record: ConsumerRecord, of partition: TopicPartition) {
        if records[partition] == nil { order.append(partition) }
        records[partition, default: []].append(record)
        count += 1
        byteCount += record.byteCount
    }

    mutating func remove(_ partitions: [TopicPartition]) {
        for partition in partitions {
            guard let removed = records.removeValue(forKey: partition) else { continue }
            order.removeAll { $0 == partition }
            count -= removed.count
            byteCount -= removed.reduce(0) { $0 + $1.byteCount }
        }
    }

    mutating func takeAll() -> [(partition: TopicPartition, records: [ConsumerRecord])] {
        defer { self = GatheredRecords() }
        return order.map { (partition: $0, records: records[$0] ?? []) }
    }
}
