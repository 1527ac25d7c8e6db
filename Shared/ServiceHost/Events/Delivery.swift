public import Kafka

/// One event of a topic, decoded.
public struct Delivery<Event: Sendable>: Sendable {
    /// The record's key; nil from Spring peers.
    public let key: String?
    /// nil is a deletion (a record without a value).
    public let event: Event?
    /// `ce_sequence`, the source's version of the aggregate; nil from Spring peers.
    public let sequence: Int64?
    /// `ce_id`; nil from Spring peers.
    public let id: String?
    public let headers: KafkaHeaders

    public init(key: String?, event: Event?, sequence: Int64?, id: String?, headers: KafkaHeaders = []) {
        self.key = key
        self.event = event
        self.sequence = sequence
        self.id = id
        self.headers = headers
    }

    /// The version of another aggregate, in an extension attribute; nil when the event has none. Throws for one that
    /// cannot be read, which is to be rejected like a record with a `ce_sequence` of that kind.
    public func sequence(ofExtension attribute: String) throws(EventFault) -> Int64? {
        try headers.sequence("ce_" + attribute)
    }
}

/// A delivery that can never be applied: it goes to the dead-letter topic with this reason.
public struct RejectedDelivery: Sendable, Equatable {
    /// Its place in the batch.
    public let index: Int
    /// One word for machines: "unknown-status".
    public let code: String
    /// One sentence for people, without the payload.
    public let reason: String

    public init(index: Int, code: String, reason: String) {
        self.index = index
        self.code = code
        self.reason = reason
    }

    public init(index: Int, _ fault: EventFault) {
        self.init(index: index, code: fault.code, reason: fault.reason)
    }
}

extension KafkaHeaders {
    func text(_ name: String) -> String? { lastValue(of: name).flatMap { String(validating: $0, as: UTF8.self) } }
}

extension ConsumerRecord {
    /// "topic/partition@offset"
    var origin: String { "\(topic)/\(partition)@\(offset)" }
}
