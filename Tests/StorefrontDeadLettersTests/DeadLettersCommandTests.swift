import Foundation
import Kafka
import StructuredLogging
import TestSupport
import Testing

@testable import storefront_dead_letters

@Suite struct DeadLettersCommandTests {
    private let logger = Logger(label: "test.dead-letters")

    private func numberRecord(_ topic: String, _ number: Int) -> ProducerRecord {
        ProducerRecord(
            topic: topic, key: Array("key\(number)".utf8), value: Array("{\"number\":\(number)}".utf8),
            headers: [KafkaHeader("ce_sequence", "\(abs(number))"), KafkaHeader("empty", nil)])
    }

    @Test(arguments: TestBroker.available)
    func `poison among good records is listed with its reasons, and applied once its cause is mended`(
        broker: TestBroker
    ) throws {
        try ConsumingGroup.run(broker) { group in
            let tool = Tool(broker: broker)
            var records = (1...10_000).map { numberRecord(group.topic, $0) }
            for number in 1...10 { records.insert(numberRecord(group.topic, -number), at: number * 900) }
            for index in 0..<5 {
                records.insert(
                    ProducerRecord(topic: group.topic, key: nil, value: Array("no JSON".utf8)), at: index * 200)
            }
            try group.send(records)
            func open(_ code: String? = nil) throws -> [ListedLetter] {
                try tool.run("list", "--topic", group.topic, "--json").letters().filter {
                    code == nil || $0.code == code
                }
            }
            #expect(try eventually { try open().count == 15 && group.numbers.count == 10_000 })
            #expect(Set(group.numbers) == Set(1...10_000))
            #expect(eventually { group.hasCaughtUp })

            let negative = try open("negative")
            #expect(Set(negative.map(\.reason)) == Set((1...10).map { "the number -\($0) is below zero" }))
            #expect(negative.allSatisfy { $0.group == group.group && $0.attempts == 1 && $0.state == "open" })
            #expect(negative.allSatisfy { $0.source?.hasPrefix(group.topic + "/") == true })
            #expect(try open("not-json").count == 5)
            #expect(
                try tool.run("list", "--topic", group.topic, "--reason", "NUMBER -7 ", "--json").letters().map(\.reason)
                    == ["the number -7 is below zero"])
            #expect(try tool.run("list", "--topic", group.topic, "--since", "2100-01-01", "--json").letters().isEmpty)
            #expect(try tool.run("list", "--topic", "no." + group.topic, "--json").letters().isEmpty)
            let text = try tool.run("list", "--topic", group.topic, "--code", "not-json").output
            #expect(text.hasSuffix("5 dead letters in 1 topic"), "\(text)")

            // Too early: they come back as new dead letters, and the old ones are done with.
            let early = try tool.run("redrive", "--topic", group.topic, "--code", "negative")
            #expect(early.code == 0 && early.output.hasSuffix("10 dead letters sent again"), "\(early)")
            #expect(try eventually { try open("negative").count == 10 })
            #expect(Set(try open("negative").map(\.place)).isDisjoint(with: negative.map(\.place)))

            group.mend()
            let late = try tool.run("redrive", "--topic", group.topic, "--code", "negative")
            #expect(late.code == 0 && late.output.hasSuffix("10 dead letters sent again"), "\(late)")
            #expect(eventually { group.numbers.count == 10_010 })
            #expect(Set(group.numbers) == Set((-10...10_000).filter { $0 != 0 }))
            #expect(try open("negative").isEmpty)

            // What was sent again is the record as it was.
            let source = try Snapshot(broker, group.topic).records
            for number in 1...10 {
                let same = source.filter { $0.key == Array("key-\(number)".utf8) }
                #expect(same.count == 3)
                #expect(Set(same.map(\.partition)).count == 1)
                for record in same {
                    let original = numberRecord(group.topic, -number)
                    #expect(record.value == original.value)
                    #expect(Array(record.headers) == original.headers)
                }
            }

            // One by its place: done with before, so nothing is sent.
            let again = try tool.run("redrive", negative[0].place)
            #expect(again.code == 0)
            #expect(again.output.contains("was sent again to \(group.topic)/"), "\(again.output)")
            #expect(again.output.hasSuffix("0 dead letters sent again"))

            // Unless that is asked for; so it is after an interruption, too, between sending and noting.
            let asked = try tool.run("redrive", "--again", negative[0].place)
            #expect(asked.code == 0 && asked.output.hasSuffix("1 dead letter sent again"), "\(asked)")
            #expect(eventually { group.numbers.count == 10_011 })
            #expect(try open("negative").isEmpty)

            // The others cannot be mended.
            let refused = try tool.run("discard", "--topic", group.topic)
            #expect(refused.code == 1)
            #expect(
                refused.notes == [
                    "Discard 5 dead letters of 1 topic?", "storefront-dead-letters: nothing was discarded",
                ])
            #expect(try open().count == 5)
            let first = try open()[0].place
            let one = try Tool(broker: broker, answersYes: true).run("discard", first)
            #expect(one.code == 0 && one.output == "\(first) is discarded\n1 dead letter discarded", "\(one)")
            #expect(try tool.run("discard", "--topic", group.topic, "--yes").code == 0)
            #expect(try open().isEmpty)
            let all = try tool.run("list", "--topic", group.topic, "--all", "--json").letters()
            #expect(all.count == 25)
            #expect(all.filter { $0.state == "redriven" }.count == 20)
            #expect(all.filter { $0.state == "discarded" }.count == 5)
        }
    }

    @Test(arguments: TestBroker.available)
    func `a record that two groups could not apply is sent again once, and is done with for both`(
        broker: TestBroker
    ) throws {
        try ConsumingGroup.run(broker) { first in
            try ConsumingGroup.run(broker, topic: first.topic) { second in
                let tool = Tool(broker: broker)
                func open() throws -> [ListedLetter] {
                    try tool.run("list", "--topic", first.topic, "--json").letters()
                }
                try first.send([numberRecord(first.topic, -1), numberRecord(first.topic, -2)])
                #expect(try eventually { try open().count == 4 })
                let early = try open()

                // Too early: each comes back once to each group.
                let failing = try tool.run("redrive", "--topic", first.topic)
                #expect(failing.code == 0 && failing.output.hasSuffix("4 dead letters sent again"), "\(failing)")
                #expect(try Snapshot(broker, first.topic).records.count == 4)
                #expect(try eventually { try open().count == 4 })
                #expect(Set(try open().map(\.place)).isDisjoint(with: early.map(\.place)))

                first.mend()
                second.mend()
                #expect(try tool.run("redrive", "--topic", first.topic).code == 0)
                #expect(eventually { first.numbers.count == 2 && second.numbers.count == 2 })
                #expect(try Snapshot(broker, first.topic).records.count == 6)
                #expect(Set(first.numbers) == [-1, -2] && Set(second.numbers) == [-1, -2])
                #expect(try open().isEmpty)
            }
        }
    }

    @Test(arguments: TestBroker.available)
    func `show tells everything of one, safe for a terminal and within a bound`(broker: TestBroker) throws {
        try ConsumingGroup.run(broker) { group in
            let tool = Tool(broker: broker)
            let value = Array("\u{1B}[2J not JSON ".utf8) + [0xFF] + Array(repeating: UInt8(ascii: "x"), count: 10_000)
            try group.send([
                ProducerRecord(
                    topic: group.topic, key: [0x80, 0x61], value: value,
                    headers: [KafkaHeader("nothing", nil), KafkaHeader("evil\u{7}", "\u{9B}31m")], partition: 1)
            ])
            var places: [String] = []
            #expect(
                try eventually {
                    places = try tool.run("list", "--topic", group.topic, "--json").letters().map(\.place)
                    return places.count == 1
                })
            let shown = try tool.run("show", places[0], "--bytes", "20")
            #expect(shown.code == 0)
            for line in [
                "state        open", "from         \(group.topic)/1@0", "code         bad-key",
                "reason       the key is not UTF-8", #"key          \x80a"#, "  nothing: null",
                #"  evil\u{7}: \u{9B}31m"#,
                "value, 10015 bytes, the first 20", #"  \u{1B}[2J not JSON \xFFxxxxx…"#,
            ] {
                #expect(shown.output.components(separatedBy: "\n").contains(line), "\(line) in \(shown.output)")
            }
            let absent = try tool.run("show", "\(group.deadLetterTopic)/0@999")
            #expect(absent.code == 1)
            #expect(absent.notes.count == 1)
            #expect(try tool.run("show", "absent.dlt/0@0").code == 1)
            #expect(try tool.run("redrive", "\(group.deadLetterTopic)/0@999").code == 1)
        }
    }

    @Test(arguments: TestBroker.available)
    func `a value that only the source has is fetched there, and what came from nowhere is refused`(
        broker: TestBroker
    ) throws {
        let tool = Tool(broker: broker)
        let topic = try broker.makeTopic("large")
        let deadLetters = "\(topic).g.dlt"
        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        _ = try admin.createTopics([TopicSpecification(name: deadLetters, partitions: 1)], timeout: .seconds(30))
        let producer = try KafkaProducer(broker.configuration(), logger: logger)
        try producer.start()
        defer { producer.stop(by: .now + .seconds(5)) }
        func send(_ record: ProducerRecord) throws {
            for result in producer.sendAll([record], deadline: .now + .seconds(30)) { _ = try result.get() }
        }
        try send(
            ProducerRecord(
                topic: topic, key: Array("k".utf8), value: Array("large".utf8), headers: [KafkaHeader("own", "1")],
                partition: 2))
        let written = try #require(try Snapshot(broker, topic).records.first)
        func letter(offset: Int64) -> ProducerRecord {
            ProducerRecord(
                topic: deadLetters, key: Array("k".utf8), value: nil,
                headers: [
                    KafkaHeader("own", "1"), KafkaHeader("dlt-original-topic", topic),
                    KafkaHeader("dlt-original-partition", "2"), KafkaHeader("dlt-original-offset", "\(offset)"),
                    KafkaHeader("dlt-original-timestamp", "\(written.timestampMilliseconds)"),
                    KafkaHeader("dlt-code", "too-large"), KafkaHeader("dlt-value-bytes", "5"),
                ])
        }
        try send(letter(offset: 0))
        try send(letter(offset: 77))
        try send(ProducerRecord(topic: deadLetters, key: nil, value: Array("foreign".utf8)))
        let result = try tool.run("redrive", "--topic", deadLetters)
        #expect(result.code == 1)
        #expect(
            result.notes == [
                "storefront-dead-letters: \(deadLetters)/0@1: its value was only at \(topic)/2@77, and is not there any more",
                "storefront-dead-letters: \(deadLetters)/0@2: its headers do not say where it came from",
            ])
        let records = try Snapshot(broker, topic).records
        #expect(records.count == 2)
        #expect(records.allSatisfy { $0.value == Array("large".utf8) && $0.headers == [KafkaHeader("own", "1")] })
        #expect(try tool.run("list", "--topic", topic, "--json").letters().map(\.state) == ["open"])

        // Key and headers, too, when those were cut.
        let whole = ProducerRecord(
            topic: topic, key: Array("long key".utf8), value: nil, headers: [KafkaHeader("own", "2")], partition: 1)
        try send(whole)
        let second = try #require(try Snapshot(broker, topic).records.first { $0.partition == 1 && $0.value == nil })
        try send(
            ProducerRecord(
                topic: deadLetters, key: Array("long".utf8), value: nil,
                headers: [
                    KafkaHeader("dlt-original-topic", topic), KafkaHeader("dlt-original-partition", "1"),
                    KafkaHeader("dlt-original-offset", "\(second.offset)"),
                    KafkaHeader("dlt-original-timestamp", "\(second.timestampMilliseconds)"),
                    KafkaHeader("dlt-code", "too-large"), KafkaHeader("dlt-key-bytes", "8"),
                ]))
        let shown = try tool.run("show", "\(deadLetters)/0@3").output.components(separatedBy: "\n")
        #expect(
            shown.contains("of 8 bytes of key the beginning; only its source has it all, and the headers"), "\(shown)")
        #expect(try tool.run("redrive", "\(deadLetters)/0@3").code == 0)
        let copies = try Snapshot(broker, topic).records.filter { $0.key == whole.key }
        #expect(copies.count == 2)
        #expect(copies.allSatisfy { $0.value == nil && $0.headers == [KafkaHeader("own", "2")] })

        // A topic that is made anew counts from 0 again: the notes are of the old one.
        try admin.deleteTopics([deadLetters], timeout: .seconds(30))
        #expect(try eventually { try admin.describeCluster(timeout: .seconds(10)).topics[deadLetters] == nil })
        _ = try admin.createTopics([TopicSpecification(name: deadLetters, partitions: 1)], timeout: .seconds(30))
        try send(letter(offset: 0))
        let anew = try tool.run("list", "--topic", deadLetters, "--json").letters()
        #expect(anew.map { "\($0.place) \($0.state)" } == ["\(deadLetters)/0@0 open"])
    }
}
