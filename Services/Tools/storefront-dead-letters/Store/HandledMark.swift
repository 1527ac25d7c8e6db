import JSON
import Kafka
import StorefrontContracts

/// The note that a dead letter is done with: a record in `<dead-letter topic>.handled`.
///
/// Kafka deletes no single record, and an offset that is committed says nothing of those before it; so the notes are
/// records of their own. They are kept as long as the dead letters. The last one counts.
struct HandledMark: Sendable, Equatable {
    enum Outcome: String, Sendable, CaseIterable {
        case redriven, discarded
    }

    static let topicSuffix = ".handled"

    /// Which dead letter of the topic. With the timestamp, since the offsets of a topic that was deleted and made anew
    /// begin again at 0.
    struct Subject: Sendable, Hashable {
        let partition: Int32
        let offset: Int64
        let timestamp: Int64
    }

    let subject: Subject
    let outcome: Outcome
    /// Milliseconds since 1970.
    let at: Int64
    /// Where the record is now, when it was sent again.
    let target: String?

    func record(for deadLetterTopic: String) -> ProducerRecord {
        ProducerRecord(
            topic: deadLetterTopic + Self.topicSuffix, key: Array("\(subject.partition)@\(subject.offset)".utf8),
            value: jsonBytes(), headers: [KafkaHeader("content-type", "application/json")])
    }
}

extension HandledMark: JSONReadable, JSONObjectWritable {
    init(reading value: JSONValueReader) {
        let object = value.object()
        subject = Subject(
            partition: Int32(clamping: object.required("partition") { $0.integer(in: 0...Int64(Int32.max)) }),
            offset: object.required("offset") { $0.integer(in: 0...Int64.max) },
            timestamp: object.required("timestamp"))
        outcome = object.required("outcome") { $0.enumeration() }
        at = object.required("at")
        target = object.optional("target")
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("partition", Int64(subject.partition))
        writer.member("offset", subject.offset)
        writer.member("timestamp", subject.timestamp)
        writer.member("outcome", outcome.rawValue)
        writer.member("at", at)
        writer.member("target", target)
    }
}

extension DeadLetter {
    var subject: HandledMark.Subject {
        HandledMark.Subject(partition: place.partition, offset: place.offset, timestamp: timestamp)
    }
}
