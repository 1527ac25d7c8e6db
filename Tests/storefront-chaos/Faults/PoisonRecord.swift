import Kafka

/// A record that no service can apply.
struct PoisonRecord: Sendable {
    let key: String?
    let value: [UInt8]?
    let headers: [KafkaHeader]

    func record(topic: String, mark: String) -> ProducerRecord {
        ProducerRecord(
            topic: topic, key: key.map { Array($0.utf8) }, value: value,
            headers: headers + [KafkaHeader(RecordFaults.markHeader, mark)])
    }

    private init(_ key: String?, _ value: [UInt8]?, _ headers: [KafkaHeader] = []) {
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// Not JSON, not UTF-8, an object of another kind, a value of another type, a foreign type's name over a wrong
    /// schema, headers that cannot be read, neither key nor value, an event nested too deep.
    static let all = [
        PoisonRecord("poison", Array("{\"id\":".utf8)),
        PoisonRecord("poison", [0xff, 0xfe, 0x00]),
        PoisonRecord("poison", Array(#"{"hello":"world"}"#.utf8)),
        PoisonRecord("poison", Array(#"{"id":5,"guid":5,"timestamp":"x"}"#.utf8)),
        PoisonRecord("poison", Array(#"{"a":1}"#.utf8), [KafkaHeader("__TypeId__", "org.example.Stranger")]),
        PoisonRecord("poison", Array("{}".utf8), [KafkaHeader("ce_sequence", "many")]),
        PoisonRecord(nil, nil),
        PoisonRecord(nil, Array(repeating: UInt8(ascii: "["), count: 5_000)),
    ]
}
