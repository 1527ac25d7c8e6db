import BSON
import Foundation
import Kafka
import Mongo
import Outbox
import PrometheusMetrics
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "OutboxTests")))
struct OutboxTests {
    @Test(arguments: TestBroker.available)
    func `an event leaves as a CloudEvent and the document is as it was without it`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        var event = fixture.event("{\"id\":\"1\"}", key: "c-1", sequence: 7)
        event.timeMilliseconds = 1_795_592_326_829
        event.extensions = ["traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]
        try fixture.insert("c-1", ["name": "Ada", "tags": ["x"]], carrying: [event])
        #expect(try fixture.isPublished())

        let record = try #require(try fixture.read(1).first)
        #expect(record.keyText == "c-1")
        #expect(record.text == "{\"id\":\"1\"}")
        #expect(
            record.headers == [
                KafkaHeader("ce_id", event.id), KafkaHeader("ce_source", "/accounts"),
                KafkaHeader("ce_type", "com.storefront.test"), KafkaHeader("ce_specversion", "1.0"),
                KafkaHeader("ce_time", "2026-11-25T07:38:46.829Z"), KafkaHeader("ce_subject", "c-1"),
                KafkaHeader("ce_sequence", "7"), KafkaHeader("content-type", "application/json"),
                KafkaHeader("__TypeId__", "com.storefront.model.Test"),
                KafkaHeader("ce_traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ])
        // Byte for byte: nothing of the outbox is left behind.
        let left = try fixture.collection.findOne(["_id": "c-1"])
        #expect(left?.bytes == (["_id": "c-1", "name": "Ada", "tags": ["x"]] as BSONDocument).bytes)
    }

    @Test(arguments: TestBroker.available)
    func `a deletion is a record without value and without content type`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        try fixture.insert("gone", ["deleted": true], carrying: [fixture.event(nil, key: "gone", sequence: 2)])
        let record = try #require(try fixture.read(1).first)
        #expect(record.value == nil)
        #expect(record.header("content-type") == nil)
        #expect(record.header("ce_sequence") == "2")
        #expect(record.header("__TypeId__") == "com.storefront.model.Test")
    }

    @Test(arguments: TestBroker.available)
    func `events of an update are pushed beside what it pushes itself`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.insert("o", ["history": ["CREATED"]], carrying: [])
        let update: BSONDocument = ["$set": ["status": "APPROVED"], "$push": ["history": "APPROVED"]]
        try fixture.update("o", update, carrying: [fixture.event("1", key: "o"), fixture.event("2", key: "o")])
        try fixture.update("o", ["$set": ["status": "SHIPPED"]], carrying: [fixture.event("3", key: "o")])
        try fixture.update("o", ["$set": ["note": "no event"]], carrying: [])
        try fixture.outbox.start()
        #expect(try fixture.read(3).map(\.text) == ["1", "2", "3"])
        #expect(try fixture.isPublished())
        #expect(
            try fixture.collection.findOne(["_id": "o"])
                == ["_id": "o", "history": ["CREATED", "APPROVED"], "status": "SHIPPED", "note": "no event"])
    }

    @Test func `an update that is given events twice keeps both, and one without events stays as it is`() throws {
        let fixture = try Fixture(try #require(TestBroker.available.first))
        defer { fixture.end() }
        let one = fixture.event("1", key: "k")
        let two = fixture.event("2", key: "k")
        let plain: BSONDocument = ["$set": ["a": 1]]
        #expect(fixture.outbox.update(plain, carrying: []) == plain)
        let once = fixture.outbox.update(plain, carrying: [one])
        #expect(fixture.outbox.update(once, carrying: [two]) == fixture.outbox.update(plain, carrying: [one, two]))
    }

    @Test(arguments: TestBroker.available)
    func `many writers: each document's events arrive once and in order`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        for document in 0..<20 { try fixture.insert("d\(document)", ["n": 0], carrying: []) }
        try inParallel(4) { writer in
            for round in 1...25 {
                for document in stride(from: writer, to: 20, by: 4) {
                    try fixture.update(
                        "d\(document)", ["$inc": ["n": 1]],
                        carrying: [fixture.event(String(round), key: "d\(document)", sequence: Int64(round))])
                }
            }
        }
        #expect(try fixture.isPublished())
        let records = try fixture.read(500)
        #expect(records.count == 500)
        for (_, events) in Dictionary(grouping: records, by: \.keyText) {
            #expect(events.map(\.text) == (1...25).map(String.init))
        }
        let text = String(decoding: fixture.metrics.render(), as: UTF8.self)
        #expect(text.contains("storefront_outbox_published_total{topic=\"\(fixture.topic)\"} 500"), "\(text)")
    }

    @Test(arguments: TestBroker.available)
    func `what a crash left between commit and publish is sent after the next start`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        // Committed, and nobody was told: no nudge, no relay.
        for number in 0..<5 {
            try fixture.insert("c\(number)", carrying: [fixture.event("v", key: "c\(number)")], nudge: false)
        }
        try fixture.outbox.start()
        #expect(try fixture.isPublished())
        #expect(try fixture.read(5).map(\.keyText).sorted() == ["c0", "c1", "c2", "c3", "c4"])
    }

    @Test(arguments: TestBroker.available)
    func `the events of a write that is known to have taken are sent without a reading`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        #expect(eventually { fixture.outbox.isLeading })
        // There is no such document, so nothing could be read of it.
        let events = (1...3).map { fixture.event(String($0), key: "k", sequence: Int64($0)) }
        for event in events {
            let version = event.sequence
            fixture.outbox.committed([
                OutboxWrite(id: "k", from: version == 1 ? nil : version - 1, to: version, events: [event])
            ])
        }
        // And one that has missed something.
        fixture.outbox.committed([
            OutboxWrite(id: "k", from: 7, to: 8, events: [fixture.event("8", key: "k", sequence: 8)])
        ])
        #expect(try fixture.read(3).map(\.text) == ["1", "2", "3"])
    }

    @Test(arguments: TestBroker.available)
    func `a lost nudge costs no more than a sweep`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        try fixture.insert("first", carrying: [fixture.event("v", key: "first")])
        #expect(try fixture.isPublished())
        try fixture.insert("second", carrying: [fixture.event("v", key: "second")], nudge: false)
        #expect(try fixture.isPublished(until: .now + .seconds(5)))
    }

    @Test(arguments: TestBroker.available)
    func `a topic that is missing holds up its own events and no others`(broker: TestBroker) throws {
        // The embedded broker makes a topic as soon as it is asked for one.
        guard broker.kind == .apacheKafka else { return }
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        let late = "late.\(UUID().uuidString)"
        try fixture.insert(
            "both",
            carrying: [
                fixture.event("1", key: "both", topic: late), fixture.event("a", key: "both"),
                fixture.event("2", key: "both", topic: late), fixture.event("b", key: "both"),
            ])
        try fixture.insert("other", carrying: [fixture.event("c", key: "other")])
        #expect(try fixture.read(3).map(\.text).sorted() == ["a", "b", "c"])
        #expect(try eventually { try fixture.collection.count(["outbox": ["$size": 2]]) == 1 })
        #expect(eventually { fixture.outbox.depth.documents == 1 && fixture.outbox.depth.oldestMilliseconds > 0 })

        let admin = try KafkaAdmin(broker.configuration(), logger: logger)
        defer { admin.close() }
        _ = try admin.createTopics([TopicSpecification(name: late)], timeout: .seconds(30))
        #expect(try fixture.read(2, topic: late).map(\.text) == ["1", "2"])
        #expect(try fixture.isPublished())
        #expect(eventually { fixture.outbox.depth == (0, 0) })
    }

    @Test(arguments: TestBroker.available)
    func `an event too large for the broker holds up only what comes after it in its lane`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        let large = String(repeating: "x", count: 1_500_000)
        try fixture.insert(
            "big",
            carrying: [
                fixture.event("before", key: "big"), fixture.event(large, key: "big"),
                fixture.event("after", key: "big"),
                fixture.event("beside", key: "other"),
            ])
        #expect(try eventually { try fixture.collection.count(["outbox": ["$size": 2]]) == 1 })
        #expect(Set(try fixture.read(2).map(\.text)) == ["before", "beside"])
    }

    @Test(arguments: TestBroker.available)
    func `a document that somebody else broke is left alone and stops no other`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.collection.insert(["_id": "broken", "outbox": [["time": .date(BSONDate(milliseconds: 1))], 5]])
        try fixture.outbox.start()
        try fixture.insert("fine", carrying: [fixture.event("v", key: "fine")])
        #expect(try fixture.read(1).map(\.text) == ["v"])
        #expect(try eventually { try fixture.collection.count(["outbox": ["$exists": true]]) == 1 })
    }

    @Test(arguments: TestBroker.available)
    func `stop publishes what waits, with nobody nudged`(broker: TestBroker) throws {
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        try fixture.insert("first", carrying: [fixture.event("v", key: "first")])
        #expect(try fixture.isPublished())
        for number in 0..<50 {
            try fixture.insert("n\(number)", carrying: [fixture.event("v", key: "n\(number)")], nudge: false)
        }
        fixture.outbox.stop(by: .soon)
        #expect(try fixture.collection.count(["outbox": ["$exists": true]]) == 0)
        #expect(try fixture.read(51).count == 51)
    }

    @Test func `a sweep reads the index, and only documents with events are in it`() throws {
        let fixture = try Fixture(try #require(TestBroker.available.first))
        defer { fixture.end() }
        for number in 0..<200 { try fixture.insert("plain\(number)", ["n": 1], carrying: []) }
        for number in 0..<3 {
            let events = (0...number).map { fixture.event(String($0), key: "k") }
            try fixture.insert("waiting\(number)", carrying: events)
        }
        let database = fixture.client.database(fixture.database)
        let answer = try database.run([
            "explain": [
                "find": "aggregates", "filter": ["outbox.0.time": ["$exists": true]], "sort": ["outbox.0.time": 1],
                "projection": ["outbox.time": 1],
            ],
            "verbosity": "executionStats",
        ])
        let plan = answer.description
        #expect(plan.contains("\"IXSCAN\"") && !plan.contains("COLLSCAN"), "\(plan)")
        #expect(plan.contains("\"indexName\" : \"outbox\""), "\(plan)")
        let stats = try #require(answer["executionStats"]?.documentValue)
        #expect(stats["nReturned"]?.integerValue == 3)
        #expect(stats["totalKeysExamined"]?.integerValue == 3)
        #expect(stats["totalDocsExamined"]?.integerValue == 3)
    }
}

/// Runs `body` on so many threads at once and waits for all; the first error is thrown.
private func inParallel(_ count: Int, _ body: @escaping (Int) throws -> Void) throws {
    let work = ParallelWork(body)
    DispatchQueue.concurrentPerform(iterations: count) { work.run($0) }
    try work.finish()
}

private final class ParallelWork: @unchecked Sendable {
    // Safe to share: `error` is touched under `lock`, `body` is called by threads that the caller waits for.
    private let body: (Int) throws -> Void
    private let lock = NSLock()
    private var error: (any Error)?

    init(_ body: @escaping (Int) throws -> Void) { self.body = body }

    func run(_ number: Int) {
        do { try body(number) } catch { lock.withLock { self.error = error } }
    }

    func finish() throws { if let error { throw error } }
}
