import Kafka
import Testing

struct KafkaHeadersTests {
    private let list = [
        KafkaHeader("ce_id", "1"), KafkaHeader("null", nil), KafkaHeader("", "no name"), KafkaHeader("empty", ""),
        KafkaHeader("ce_id", "2"), KafkaHeader("é", [0xff, 0]),
    ]

    private func text(_ value: ArraySlice<UInt8>?) -> String? { value.map { String(decoding: $0, as: UTF8.self) } }

    @Test func `headers come out as they went in, null apart from empty`() {
        let headers = KafkaHeaders(list)
        #expect(Array(headers) == list)
        #expect(headers == KafkaHeaders(list) && headers != KafkaHeaders(list.dropLast()))
        #expect(KafkaHeaders().isEmpty && KafkaHeaders([]) == [])
        #expect(KafkaHeaders([KafkaHeader("a", nil)]) != [KafkaHeader("a", "")])
    }

    @Test func `of a repeated name the last value counts`() {
        let headers = KafkaHeaders(list)
        #expect(text(headers.lastValue(of: "ce_id")) == "2")
        #expect(text(headers.lastValue(of: "")) == "no name")
        #expect(text(headers.lastValue(of: "empty")) == "")
        #expect(headers.lastValue(of: "é").map(Array.init) == [0xff, 0])
        #expect(headers.lastValue(of: "null") == nil && headers.lastValue(of: "ce") == nil)
        #expect(headers.contains(name: "null") && headers.contains(name: "") && !headers.contains(name: "ce"))
        #expect(KafkaHeaders([KafkaHeader("a", "1"), KafkaHeader("a", nil)]).lastValue(of: "a") == nil)
    }
}
