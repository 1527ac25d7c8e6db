import Kafka
import StorefrontContracts

/// What a record's headers say of its event: CloudEvents 1.0, Kafka protocol binding, binary mode. All of it is
/// optional, since Spring peers send none.
struct Envelope: Equatable {
    var id: String?
    var sequence: Int64?

    /// Throws for headers that are there and cannot be read.
    init(_ headers: KafkaHeaders) throws(EventFault) {
        id = headers.text("ce_id")
        sequence = try headers.sequence("ce_sequence")
    }
}

extension KafkaHeaders {
    /// The version of an aggregate in the last header of that name; nil when there is none. Throws for one that is no
    /// decimal within `EventSequence.bounds`, null too: taken for none, an old event would pass for the newest.
    func sequence(_ name: String) throws(EventFault) -> Int64? {
        guard contains(name: name) else { return nil }
        guard let text = text(name), let number = Int64(text), EventSequence.bounds.contains(number)
        else {
            throw EventFault(
                code: "bad-envelope", reason: "\(name) is not a number from 0 to \(EventSequence.bounds.upperBound)")
        }
        return number
    }
}

/// Why a record can never be applied.
public struct EventFault: Error, Equatable {
    /// One word for machines: "bad-envelope".
    public let code: String
    /// One sentence for people, without the payload.
    public let reason: String
}
