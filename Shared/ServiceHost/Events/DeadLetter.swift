import FoundationEssentials
import Kafka

/// A record that could not be applied, and why.
struct DeadLetter: Sendable {
    let record: ConsumerRecord
    let code: String
    let reason: String
    /// How often it was tried.
    let attempts: Int
    /// Milliseconds since 1970.
    let failedAtMilliseconds: Int64

    /// `<topic>.<group>.dlt`: each group has its own opinion of a record.
    static func topic(for topic: String, group: String) -> String { "\(topic).\(group).dlt" }

    /// A dead letter is larger than its source, by its headers.
    static let maximumMessageBytes = 2_097_152
    private static let maximumReasonBytes = 2_048

    /// The original key, value and headers, and what failed in headers of their own.
    func producerRecord(group: String, carryingValue: Bool = true) -> ProducerRecord {
        var headers = record.headers.filter { !$0.name.hasPrefix(DeadLetterHeader.prefix) }
        func add(_ header: DeadLetterHeader, _ text: String) { headers.append(KafkaHeader(header.rawValue, text)) }
        add(.originalTopic, record.topic)
        add(.originalPartition, String(record.partition))
        add(.originalOffset, String(record.offset))
        add(.originalTimestamp, String(record.timestampMilliseconds))
        add(.code, code)
        add(.reason, reason.prefix(utf8: Self.maximumReasonBytes))
        add(.attempts, String(attempts))
        add(.failedAt, String(failedAtMilliseconds))
        add(.group, group)
        if !carryingValue { add(.valueBytes, String(record.value?.count ?? 0)) }
        return ProducerRecord(
            topic: Self.topic(for: record.topic, group: group), key: record.key,
            value: carryingValue ? record.value : nil, headers: headers)
    }
}

/// The headers of a dead letter.
enum DeadLetterHeader: String, CaseIterable {
    static let prefix = "dlt-"

    case originalTopic = "dlt-original-topic"
    case originalPartition = "dlt-original-partition"
    case originalOffset = "dlt-original-offset"
    /// Milliseconds since 1970, as the broker had it.
    case originalTimestamp = "dlt-original-timestamp"
    /// One word for machines.
    case code = "dlt-code"
    /// A sentence for people, without the payload.
    case reason = "dlt-reason"
    case attempts = "dlt-attempts"
    /// Milliseconds since 1970.
    case failedAt = "dlt-failed-at"
    case group = "dlt-group"
    /// Only when the value was too large to be carried: its size. The original record still has it.
    case valueBytes = "dlt-value-bytes"
}

extension String {
    /// At most `count` bytes of UTF-8, cut between characters.
    fileprivate func prefix(utf8 count: Int) -> String {
        guard utf8.count > count else { return self }
        var result = ""
        for character in self {
            guard result.utf8.count + String(character).utf8.count <= count else { break }
            result.append(character)
        }
        return result
    }
}
