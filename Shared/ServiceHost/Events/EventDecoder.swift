import JSON
import Kafka

/// Turns a record into a delivery, or says why that is not possible.
struct EventDecoder<Event: JSONReadable>: Sendable {
    /// A broker's default bound for a record (`max.message.bytes`); no event of ours comes near it.
    static var maximumBytes: Int { 1_048_588 }

    private let limits = JSONLimits(maximumBytes: Self.maximumBytes)

    func decode(_ record: ConsumerRecord) throws(EventFault) -> Delivery<Event> {
        let envelope = try Envelope(record.headers)
        var key: String?
        if let bytes = record.key {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EventFault(code: "bad-key", reason: "the key is not UTF-8")
            }
            key = text
        }
        var event: Event?
        if let value = record.value {
            do {
                event = try Event.read(value, limits: limits)
            } catch {
                throw EventFault(error)
            }
        }
        return Delivery(
            key: key, event: event, sequence: envelope.sequence, id: envelope.id, headers: record.headers)
    }
}

extension EventFault {
    /// All faults in one sentence each: where and what.
    init(_ faults: JSONFaults) {
        let isText = faults.faults.contains { $0.kind == .syntax || $0.kind == .limit }
        self.init(
            code: isText ? "not-json" : "wrong-schema",
            reason: faults.faults.map { fault in
                let place = fault.pointer.description
                return place.isEmpty ? fault.message : "\(place): \(fault.message)"
            }.joined(separator: "; "))
    }
}
