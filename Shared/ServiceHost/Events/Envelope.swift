import Kafka

/// What a record's headers say of its event: CloudEvents 1.0, Kafka protocol binding, binary mode. All of it is
/// optional, since Spring peers send none.
struct Envelope: Equatable {
    var id: String?
    var sequence: Int64?

    /// No aggregate changes that often. A version that is taken from a later one than there can be would make a consumer
    /// refuse every true one after it.
    private static let maximumSequence: Int64 = 1_000_000_000_000

    /// Throws a sentence for headers that are there and cannot be read.
    init(_ headers: KafkaHeaders) throws(EventFault) {
        id = headers.text("ce_id")
        if let text = headers.text("ce_sequence") {
            guard let number = Int64(text), (0...Self.maximumSequence).contains(number) else {
                throw EventFault(
                    code: "bad-envelope", reason: "ce_sequence is not a number from 0 to \(Self.maximumSequence)")
            }
            sequence = number
        }
    }
}

/// Why a record can never be applied.
struct EventFault: Error, Equatable {
    let code: String
    let reason: String
}
