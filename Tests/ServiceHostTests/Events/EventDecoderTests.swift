import Kafka
import Testing

@testable import ServiceHost

@Suite struct EventDecoderTests {
    private let decoder = EventDecoder<NumberEvent>()

    @Test func `an event of ours is read with its envelope`() throws {
        let delivery = try decoder.decode(
            .make(
                5, key: "order-1",
                headers: [
                    KafkaHeader("ce_id", "first"), KafkaHeader("ce_id", "7f0c"), KafkaHeader("ce_sequence", "12"),
                    KafkaHeader("ce_time", "2021-05-19T16:00:20.456Z"), KafkaHeader("b3", nil),
                ]))
        #expect(delivery.key == "order-1")
        #expect(delivery.event?.number == 5)
        #expect(delivery.id == "7f0c")
        #expect(delivery.sequence == 12)
        #expect(delivery.headers.count == 5)
    }

    @Test func `an event of a Spring peer has no key and no envelope`() throws {
        let delivery = try decoder.decode(
            ConsumerRecord(
                topic: "numbers", partition: 0, offset: 0, timestampMilliseconds: 77, key: nil,
                value: Array(#"{"number":1,"other":null}"#.utf8),
                headers: [KafkaHeader("__TypeId__", "com.storefront.model.Anything")]))
        #expect(delivery.key == nil)
        #expect(delivery.id == nil)
        #expect(delivery.sequence == nil)
        #expect(delivery.event?.number == 1)
    }

    private static let noSequences =
        [
            "", "-1", "1.0", "1000000000001", "9223372036854775807", "9223372036854775808", "x", "\u{0}1", "1 ",
        ].map { Array($0.utf8) } + [[0xff]]

    @Test(arguments: noSequences)
    func `a sequence that is no number, or further than any, is a fault that names its header`(value: [UInt8]) throws {
        #expect(throws: EventFault(code: "bad-envelope", reason: "ce_sequence is not a number from 0 to 1000000000000"))
        {
            try decoder.decode(.make(0, headers: [KafkaHeader("ce_sequence", value)]))
        }
        let delivery = try decoder.decode(.make(0, headers: [KafkaHeader("ce_othersequence", value)]))
        #expect(
            throws: EventFault(code: "bad-envelope", reason: "ce_othersequence is not a number from 0 to 1000000000000")
        ) {
            try delivery.sequence(ofExtension: "othersequence")
        }
    }

    @Test func `a sequence that is null is a fault, as the last of its name`() {
        #expect {
            try decoder.decode(.make(0, headers: [KafkaHeader("ce_sequence", "5"), KafkaHeader("ce_sequence", nil)]))
        } throws: { ($0 as? EventFault)?.code == "bad-envelope" }
    }

    @Test func `other headers may be anything`() throws {
        let headers: KafkaHeaders = [
            KafkaHeader("__TypeId__", [0xff]), KafkaHeader("ce_id", [0xc3, 0x28]), KafkaHeader("b3", nil),
            KafkaHeader("ce_sequence", "5"),
        ]
        let delivery = try decoder.decode(.make(3, headers: headers))
        #expect(delivery.event?.number == 3 && delivery.id == nil && delivery.sequence == 5)
    }

    @Test func `a sequence may be absent, and goes up to its bound`() throws {
        let headers: KafkaHeaders = [
            KafkaHeader("ce_sequence", "0"), KafkaHeader("ce_onesequence", "1000000000000"),
        ]
        let delivery = try decoder.decode(.make(0, headers: headers))
        #expect(delivery.sequence == 0)
        #expect(try delivery.sequence(ofExtension: "onesequence") == 1_000_000_000_000)
        #expect(try delivery.sequence(ofExtension: "nosequence") == nil)
    }

    @Test func `a key that is not UTF-8 is a fault`() {
        let record = ConsumerRecord(
            topic: "numbers", partition: 0, offset: 0, timestampMilliseconds: 0, key: [0xff], value: nil, headers: [])
        #expect(throws: EventFault(code: "bad-key", reason: "the key is not UTF-8")) { try decoder.decode(record) }
    }

    @Test(arguments: [
        ("", "not-json"), ("{", "not-json"), (#"{"number":1} x"#, "not-json"), ("[]", "wrong-schema"),
        (#"{"number":null}"#, "wrong-schema"), ("{}", "wrong-schema"), (#"{"number":1.5}"#, "wrong-schema"),
    ])
    func `a value that cannot be read is a fault that says why and where`(value: String, code: String) {
        #expect {
            try decoder.decode(.make(0, value: value))
        } throws: { error in
            let fault = error as? EventFault
            return fault?.code == code && fault?.reason.isEmpty == false
        }
    }

    @Test func `a fault names the place`() {
        #expect {
            try decoder.decode(.make(0, value: #"{"number":"x"}"#))
        } throws: { ($0 as? EventFault)?.reason.hasPrefix("/number: ") == true }
    }

    @Test func `invalid UTF-8 and a value beyond a broker's bound are faults`() {
        func decode(_ value: [UInt8]) throws {
            _ = try decoder.decode(
                ConsumerRecord(
                    topic: "numbers", partition: 0, offset: 0, timestampMilliseconds: 0, key: nil, value: value,
                    headers: []
                ))
        }
        #expect(throws: EventFault.self) { try decode([0x22, 0xff, 0x22]) }
        let large = Array(#"{"number":1,"x":""#.utf8) + Array(repeating: UInt8(ascii: "x"), count: 1_048_576)
        #expect(throws: EventFault.self) { try decode(large + Array(#""}"#.utf8) + Array(repeating: 0x20, count: 64)) }
    }
}
