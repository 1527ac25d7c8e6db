import FoundationEssentials
import Kafka
import StorefrontContracts

/// A record that could not be applied, and why.
struct DeadLetter: Sendable {
    let record: ConsumerRecord
    let code: String
    let reason: String
    /// How often it was tried.
    let attempts: Int
    /// Milliseconds since 1970.
    let failedAtMilliseconds: Int64

    /// A dead letter is larger than its source, by its headers.
    static let maximumMessageBytes = DeadLetterTopic.maximumMessageBytes
    private static let maximumReasonBytes = 2_048
    private static let maximumCutKeyBytes = 1_024

    /// How much of the record it carries; only the source has the rest.
    enum Extent {
        case everything, withoutValue
        /// The beginning of the key, none of its headers: a few kilobytes, which every topic takes.
        case place
    }

    /// The original key, value and headers, and what failed in headers of their own.
    func producerRecord(group: String, carrying extent: Extent = .everything) -> ProducerRecord {
        var headers =
            extent == .place ? [] : record.headers.filter { !$0.name.hasPrefix(DeadLetterHeader.prefix) }
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
        if extent != .everything, let value = record.value { add(.valueBytes, String(value.count)) }
        if extent == .place { add(.keyBytes, String(record.key?.count ?? 0)) }
        return ProducerRecord(
            topic: DeadLetterTopic.name(for: record.topic, group: group),
            key: extent == .place ? record.key.map { Array($0.prefix(Self.maximumCutKeyBytes)) } : record.key,
            value: extent == .everything ? record.value : nil, headers: headers)
    }
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
