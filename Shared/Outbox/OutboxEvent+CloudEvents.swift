import Kafka
import StructuredLogging

extension OutboxEvent {
    /// The record by the CloudEvents 1.0 Kafka protocol binding in binary content mode (its section 3.2): attributes are
    /// headers with the prefix `ce_`, the value is the event's data and nothing else. A deletion has neither data nor a
    /// content type.
    ///
    /// - Parameter source: the service's name; the attribute is a URI reference, "/accounts".
    func record(source: String) -> ProducerRecord {
        var time: [UInt8] = []
        UTCTimestamp(milliseconds: timeMilliseconds).appendISO8601(to: &time, zone: "Z")
        var headers = [
            KafkaHeader("ce_id", id), KafkaHeader("ce_source", "/" + source), KafkaHeader("ce_type", type),
            KafkaHeader("ce_specversion", "1.0"), KafkaHeader("ce_time", time), KafkaHeader("ce_subject", subject),
            KafkaHeader("ce_sequence", String(sequence)),
        ]
        if value != nil { headers.append(KafkaHeader("content-type", "application/json")) }
        headers.append(KafkaHeader("__TypeId__", typeID))
        for (name, value) in extensions.sorted(by: { $0.key < $1.key }) {
            headers.append(KafkaHeader("ce_" + name, value))
        }
        return ProducerRecord(topic: topic, key: Array(key.utf8), value: value, headers: headers)
    }
}
