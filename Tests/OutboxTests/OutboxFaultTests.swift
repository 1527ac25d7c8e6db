import BSON
import Foundation
import Kafka
import KafkaRelay
import Mongo
import Outbox
import TestSupport
import Testing
import Threads

/// The outbox while broker or database are away. One test at a time: they share the relay before the broker.
@Suite(.serialized, .enabled(if: TestMongo.isAvailable(for: "OutboxFaultTests")))
struct OutboxFaultTests {
    @Test(arguments: TestBroker.faulty)
    func `writes go on while the broker is away, and all is out in order soon after its return`(
        broker: TestBroker
    ) throws {
        let faults = try broker.faults()
        defer { faults.end() }
        let relay = faults.relay
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        for document in 0..<50 { try fixture.insert("d\(document)", carrying: []) }
        try fixture.update("d0", ["$inc": ["n": 1]], carrying: [fixture.event("1", key: "d0")])
        #expect(try fixture.isPublished())

        relay.setRefusing(true)
        relay.cutConnections()
        defer { relay.setRefusing(false) }
        let back = ContinuousClock.now + .seconds(5)
        for round in 2...11 {
            for document in 0..<50 {
                try fixture.update(
                    "d\(document)", ["$inc": ["n": 1]],
                    carrying: [fixture.event(String(round), key: "d\(document)", sequence: Int64(round))])
            }
        }
        #expect(eventually { fixture.outbox.depth.documents == 50 && fixture.outbox.depth.oldestMilliseconds > 1000 })
        Thread.sleep(forTimeInterval: max(0, ContinuousClock.now.duration(to: back) / .seconds(1)))
        #expect(try fixture.collection.count(["outbox": ["$exists": true]]) == 50)
        relay.setRefusing(false)
        let begin = ContinuousClock.now
        #expect(try fixture.isPublished(until: .now + .seconds(10)))
        print("\(broker): 500 events of 50 documents were out \(begin.duration(to: .now)) after the broker's return")

        let records = try fixture.read(501)
        #expect(records.count == 501)
        for (key, events) in Dictionary(grouping: records, by: \.keyText) {
            #expect(events.map(\.text) == ((key == "d0" ? 1 : 2)...11).map(String.init))
        }
    }

    @Test(arguments: TestBroker.faulty)
    func `a stop without a broker does not wait for long, and the next start publishes what was left`(
        broker: TestBroker
    ) throws {
        let faults = try broker.faults()
        defer { faults.end() }
        let relay = faults.relay
        let fixture = try Fixture(broker)
        defer { fixture.end() }
        try fixture.outbox.start()
        try fixture.insert("first", carrying: [fixture.event("v", key: "first")])
        #expect(try fixture.isPublished())
        relay.setRefusing(true)
        relay.cutConnections()
        defer { relay.setRefusing(false) }
        for number in 0..<10 { try fixture.insert("n\(number)", carrying: [fixture.event("v", key: "n\(number)")]) }
        let begin = ContinuousClock.now
        fixture.outbox.stop(by: .soon)
        fixture.producer.stop(by: .now + .milliseconds(100))
        #expect(begin.duration(to: .now) < .seconds(6))
        #expect(try fixture.collection.count(["outbox": ["$exists": true]]) == 10)
        relay.setRefusing(false)

        let producer = try KafkaProducer(broker.configuration("again"), logger: logger)
        try producer.start()
        let outbox = Outbox(
            collection: fixture.collection, producer: producer, source: "accounts", metrics: fixture.metrics,
            logger: logger)
        try outbox.start()
        #expect(try fixture.isPublished())
        outbox.stop(by: .soon)
        producer.stop(by: .soon)
        #expect(try fixture.read(11).count == 11)
    }

    @Test func `a database that dies and comes back: nothing is lost, and no event of a document is overtaken`() throws
    {
        let broker = try #require(TestBroker.available.first)
        let mongo = try TestMongo.start()
        let client = try mongo.client(poolSize: 6, serverSelectionTimeout: .seconds(1), socketTimeout: .seconds(5))
        let collection = client.database("outbox").collection("aggregates")
        let topic = try broker.makeTopic("outbox")
        let fixture = try Fixture(broker, topic: topic)
        defer { fixture.end() }
        let outbox = Outbox(
            collection: collection, producer: fixture.producer, source: "accounts", metrics: fixture.metrics,
            logger: logger)
        try collection.createIndexes(outbox.indexes)
        try outbox.start()
        for document in 0..<10 { try collection.insert(["_id": .string("d\(document)")]) }

        // Killed while events are being written, sent and removed; a write without an answer counts when it is there.
        let isKilled = Signal(false)
        let written = Signal(0)
        let killer = NamedThread("killer") {
            _ = written.wait(until: .now + .seconds(60)) { $0 >= 100 ? true : nil }
            mongo.kill()
            isKilled.update { $0 = true }
        }
        var sequence = 0
        while !isKilled.update({ $0 }), sequence < 20_000 {
            let id = "d\(sequence % 10)"
            let event = fixture.event(String(sequence / 10), key: id, sequence: Int64(sequence / 10))
            let update = outbox.update(["$set": ["last": .int64(Int64(sequence / 10))]], carrying: [event])
            guard (try? collection.update(["_id": .string(id)], .document(update))) != nil else { break }
            outbox.nudge([.string(id)])
            sequence += 1
            written.update { [sequence] in $0 = sequence }
        }
        killer.join()
        try mongo.restart()
        #expect(try eventually { try collection.count(["outbox": ["$exists": true]]) == 0 })
        outbox.stop(by: .soon)
        let last = try collection.findAll([:])
        client.close()

        // Sent before the kill and not removed yet: those may come twice, older ones after newer ones never without
        // the newer ones following again.
        var expected = 0
        for document in last { expected += Int(document["last"]?.integerValue ?? -1) + 1 }
        #expect(expected >= sequence)
        let records = try fixture.read(expected)
        for document in last {
            let id = document["_id"]?.stringValue ?? ""
            let numbers = records.filter { $0.keyText == id }.compactMap { Int($0.text) }
            var next = 0
            for number in numbers where number >= next {
                #expect(number == next)
                next = number + 1
            }
            #expect(next == Int(document["last"]?.integerValue ?? -1) + 1)
            #expect(numbers.last == next - 1)
        }
    }
}
