import Kafka
import StorefrontContracts

/// What the headers of a dead letter say; not its value, so that thousands can be held.
///
/// Anybody may write into a topic: whatever is missing or cannot be read is empty, and only the place is certain.
struct DeadLetter: Sendable {
    /// Where the record was that could not be applied.
    struct Source: Sendable, Hashable, CustomStringConvertible {
        let topic: String
        let partition: Int32
        let offset: Int64

        var description: String { "\(topic)/\(partition)@\(offset)" }
    }

    let place: DeadLetterPlace
    /// Of the dead letter itself; tells apart two lives of a topic that was deleted and made anew.
    let timestamp: Int64
    let source: Source?
    let sourceTimestamp: Int64?
    let group: String
    let code: String
    let reason: String
    let attempts: Int?
    /// Milliseconds since 1970; that of the dead letter when it does not say.
    let failedAt: Int64
    let key: [UInt8]?
    /// Bytes of the value when it was too large to be carried: only the source has it.
    let missingValueBytes: Int?
    /// Bytes of the key when it and the headers were too large to be carried: `key` is its beginning.
    let cutKeyBytes: Int?
    /// Nil while it is open.
    var handled: HandledMark?

    init(_ record: ConsumerRecord) {
        func text(_ header: DeadLetterHeader) -> String? {
            record.headers.lastValue(of: header.rawValue).map { String(decoding: $0, as: UTF8.self) }
        }
        place = DeadLetterPlace(topic: record.topic, partition: record.partition, offset: record.offset)
        timestamp = record.timestampMilliseconds
        if let topic = text(.originalTopic), !topic.isEmpty,
            let partition = text(.originalPartition).flatMap({ Int32($0) }),
            let offset = text(.originalOffset).flatMap({ Int64($0) })
        {
            source = Source(topic: topic, partition: partition, offset: offset)
        } else {
            source = nil
        }
        sourceTimestamp = text(.originalTimestamp).flatMap { Int64($0) }
        group = text(.group) ?? ""
        code = text(.code) ?? ""
        reason = text(.reason) ?? ""
        attempts = text(.attempts).flatMap { Int($0) }
        failedAt = text(.failedAt).flatMap { Int64($0) } ?? record.timestampMilliseconds
        key = record.key
        missingValueBytes = text(.valueBytes).flatMap { Int($0) }
        cutKeyBytes = text(.keyBytes).flatMap { Int($0) }
    }

    /// The source has more of the record.
    var isPart: Bool { missingValueBytes != nil || cutKeyBytes != nil }

    /// Whether it is a part of that record, which lies where it came from: the topic may have been made anew since.
    func isPart(of record: ConsumerRecord) -> Bool {
        let isSameKey: Bool
        if let cutKeyBytes {
            isSameKey = record.key?.count ?? 0 == cutKeyBytes && (record.key ?? []).starts(with: key ?? [])
        } else {
            isSameKey = record.key == key
        }
        return isSameKey && record.value?.count == missingValueBytes
            && sourceTimestamp.map { $0 == record.timestampMilliseconds } ?? true
    }

    /// The record as it was before it became a dead letter, for the topic that it came from.
    ///
    /// With a key its partition follows from the key, as before; without one it goes where it was, so that it does not
    /// overtake its own kind.
    static func original(of record: ConsumerRecord, source: Source, partitions: Int) -> ProducerRecord {
        ProducerRecord(
            topic: source.topic, key: record.key, value: record.value,
            headers: record.headers.filter { !$0.name.hasPrefix(DeadLetterHeader.prefix) },
            partition: record.key == nil && source.partition < partitions ? source.partition : nil)
    }
}
