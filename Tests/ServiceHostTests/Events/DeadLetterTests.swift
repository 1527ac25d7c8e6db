import Kafka
import Testing

@testable import ServiceHost

@Suite struct DeadLetterTests {
    private let record = ConsumerRecord(
        topic: "orders.status.change", partition: 1, offset: 42, timestampMilliseconds: 1_600_000_000_000,
        key: Array("k".utf8), value: Array("{}".utf8),
        headers: [
            KafkaHeader("__TypeId__", "com.storefront.model.OrderStatusChangeEvent"), KafkaHeader("empty", nil),
            KafkaHeader("dlt-code", "an earlier life"),
        ])

    private func letter(reason: String = "guid: required") -> DeadLetter {
        DeadLetter(
            record: record, code: "wrong-schema", reason: reason, attempts: 3, failedAtMilliseconds: 1_700_000_000_000)
    }

    @Test func `a dead letter carries the record as it was and says what failed`() {
        let sent = letter().producerRecord(group: "accounts")
        #expect(sent.topic == "orders.status.change.accounts.dlt")
        #expect(sent.key == record.key)
        #expect(sent.value == record.value)
        #expect(
            sent.headers == [
                KafkaHeader("__TypeId__", "com.storefront.model.OrderStatusChangeEvent"), KafkaHeader("empty", nil),
                KafkaHeader("dlt-original-topic", "orders.status.change"), KafkaHeader("dlt-original-partition", "1"),
                KafkaHeader("dlt-original-offset", "42"), KafkaHeader("dlt-original-timestamp", "1600000000000"),
                KafkaHeader("dlt-code", "wrong-schema"), KafkaHeader("dlt-reason", "guid: required"),
                KafkaHeader("dlt-attempts", "3"), KafkaHeader("dlt-failed-at", "1700000000000"),
                KafkaHeader("dlt-group", "accounts"),
            ])
    }

    @Test func `a reason is cut to 2 KiB between characters`() {
        let sent = letter(reason: String(repeating: "é", count: 2_000)).producerRecord(group: "g")
        #expect(KafkaHeaders(sent.headers).text("dlt-reason") == String(repeating: "é", count: 1_024))
    }

    @Test func `a value too large to be carried is named by its size`() {
        let sent = letter().producerRecord(group: "g", carrying: .withoutValue)
        #expect(sent.value == nil)
        #expect(sent.key == record.key)
        #expect(sent.headers.contains(KafkaHeader("empty", nil)))
        #expect(KafkaHeaders(sent.headers).text("dlt-value-bytes") == "2")
        #expect(KafkaHeaders(sent.headers).text("dlt-key-bytes") == nil)
    }

    @Test func `of a record whose key and headers are too large the place is left, and a key's beginning`() {
        let huge = ConsumerRecord(
            topic: "t", partition: 1, offset: 42, timestampMilliseconds: 1, key: Array(repeating: 7, count: 5_000),
            value: nil, headers: [KafkaHeader("large", String(repeating: "x", count: 5_000))])
        let letter = DeadLetter(record: huge, code: "c", reason: "r", attempts: 1, failedAtMilliseconds: 2)
        let sent = letter.producerRecord(group: "g", carrying: .place)
        #expect(sent.key == Array(repeating: 7, count: 1_024) && sent.value == nil)
        #expect(sent.headers.allSatisfy { $0.name.hasPrefix("dlt-") })
        #expect(KafkaHeaders(sent.headers).text("dlt-key-bytes") == "5000")
        // There is no value to be fetched.
        #expect(KafkaHeaders(sent.headers).text("dlt-value-bytes") == nil)
    }
}
