import FoundationEssentials
import Kafka

/// What a record's headers say of its event: CloudEvents 1.0, Kafka protocol binding, binary mode. All of it is
/// optional, since Spring peers send none.
struct Envelope: Equatable {
    var id: String?
    var sequence: Int64?
    var timeMilliseconds: Int64?

    /// No aggregate changes that often. A version that is taken from a later one than there can be would make a consumer
    /// refuse every true one after it.
    private static let maximumSequence: Int64 = 1_000_000_000_000

    /// Throws a sentence for headers that are there and cannot be read.
    init(_ headers: [KafkaHeader]) throws(EventFault) {
        id = headers.text("ce_id")
        if let text = headers.text("ce_sequence") {
            guard let number = Int64(text), (0...Self.maximumSequence).contains(number) else {
                throw EventFault(
                    code: "bad-envelope", reason: "ce_sequence is not a number from 0 to \(Self.maximumSequence)")
            }
            sequence = number
        }
        timeMilliseconds = headers.text("ce_time").flatMap(Self.milliseconds)
    }

    /// RFC 3339 with or without a fraction. What cannot be read counts as absent: nothing is decided by it alone.
    private static func milliseconds(_ text: String) -> Int64? {
        let date =
            (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
        return date.flatMap { Int64(exactly: ($0.timeIntervalSince1970 * 1000).rounded()) }
    }
}

/// Why a record can never be applied.
struct EventFault: Error, Equatable {
    let code: String
    let reason: String
}
