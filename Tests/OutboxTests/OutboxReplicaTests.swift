import BSON
import Foundation
import Kafka
import Mongo
@testable import Outbox
import PrometheusMetrics
import StructuredLogging
import Synchronization
import TestSupport
import Testing
import Threads

/// Several replicas of a service over one collection: here several outboxes of one process.
@Suite(.serialized, .enabled(if: TestMongo.isAvailable(for: "OutboxReplicaTests")))
struct OutboxReplicaTests {
    @Test(arguments: TestBroker.available)
    func `two replicas write to the same documents: each event leaves once, in the order of the commits`(
        broker: TestBroker
    ) throws {
        let replicas = try Replicas(broker)
        defer { replicas.end() }
        let outboxes = try replicas.start(2)
        for document in 0..<10 { try replicas.collection.insert(["_id": .string("d\(document)"), "version": 0]) }
        let threads = outboxes.map { outbox in
            NamedThread("writer") {
                for round in 0..<200 { replicas.push("d\(round % 10)", through: outbox) }
            }
        }
        for thread in threads { thread.join() }
        #expect(try replicas.isPublished())
        let records = try replicas.fixture.read(400)
        #expect(records.count == 400)
        for (_, events) in Dictionary(grouping: records, by: \.keyText) {
            #expect(events.map(\.text) == (1...40).map(String.init))
        }
        #expect(outboxes.filter(\.isLeading).count == 1)
    }

    @Test(arguments: TestBroker.available)
    func `a killed leader is followed within ten seconds, and nothing is lost or overtaken`(broker: TestBroker) throws {
        let replicas = try Replicas(broker)
        defer { replicas.end() }
        let outboxes = try replicas.start(2)
        let leader = try #require(outboxes.first { $0.isLeading })
        let other = try #require(outboxes.first { !$0.isLeading })
        for document in 0..<10 { try replicas.collection.insert(["_id": .string("d\(document)"), "version": 0]) }
        for round in 0..<200 {
            if round == 100 { leader.vanish() }
            replicas.push("d\(round % 10)", through: round.isMultiple(of: 2) && round < 100 ? leader : other)
        }
        let begin = ContinuousClock.now
        #expect(eventually { other.isLeading })
        let took = begin.duration(to: .now)
        print("\(broker): a killed leader was followed after \(took)")
        #expect(took < .seconds(10))
        #expect(try replicas.isPublished())
        let records = try replicas.fixture.read(200)
        for (_, events) in Dictionary(grouping: records, by: \.keyText) {
            // What the killed one had sent and not removed comes again.
            var last = 0
            for number in events.compactMap({ Int($0.text) }) {
                #expect(number <= last + 1)
                last = max(last, number)
            }
            #expect(last == 20 && events.last?.text == "20")
        }
    }

    @Test(arguments: TestBroker.available)
    func `a leader that stops hands over at once, with what it has not sent`(broker: TestBroker) throws {
        let replicas = try Replicas(broker)
        defer { replicas.end() }
        let outboxes = try replicas.start(2)
        let leader = try #require(outboxes.first { $0.isLeading })
        let other = try #require(outboxes.first { !$0.isLeading })
        try replicas.collection.insert(["_id": "d", "version": 0])
        let isStopping = Signal(false)
        let stopper = NamedThread("stopper") {
            _ = isStopping.wait(until: nil) { $0 ? true : nil }
            leader.stop(by: .soon)
        }
        for round in 0..<100 {
            if round == 50 { isStopping.update { $0 = true } }
            replicas.push("d", through: round.isMultiple(of: 3) ? leader : other)
        }
        stopper.join()
        let begin = ContinuousClock.now
        #expect(eventually { other.isLeading })
        #expect(begin.duration(to: .now) < .seconds(2))
        #expect(try replicas.isPublished())
        #expect(try replicas.fixture.read(100).map(\.text) == (1...100).map(String.init))
    }

    @Test(arguments: TestBroker.available)
    func `what another replica wrote leaves at once, without a poll in between`(broker: TestBroker) throws {
        let replicas = try Replicas(broker)
        defer { replicas.end() }
        let outboxes = try replicas.start(2)
        let leader = try #require(outboxes.first { $0.isLeading })
        let other = try #require(outboxes.first { !$0.isLeading })
        try replicas.collection.insert(["_id": "d", "version": 0])
        // The leader learns of the other one with a renewal.
        Thread.sleep(forTimeInterval: 2.5)
        let own = try replicas.latencies(writing: 40, through: leader)
        let others = try replicas.latencies(writing: 40, through: other)
        print(
            "\(broker): from the write to the removal of its event, p50: \(own[20]) by the leader, \(others[20]) by another"
        )
        // Sweeps are a second apart: with them alone the median would be half a second.
        #expect(others[20] < .milliseconds(200), "\(others)")
    }

    @Test func `the lease goes to one, and to the next when it is given back, runs out or its owner is dead`() throws {
        let replicas = try Replicas(try #require(TestBroker.available.first))
        defer { replicas.end() }
        let store = LeaseStore(of: replicas.collection)
        let one = LeaseStore.Instance(id: "one", process: .own)
        let two = LeaseStore.Instance(id: "two", process: nil)
        #expect(try store.beat(one, dead: []) == .init(owner: "one", members: [one]))
        #expect(try store.beat(two, dead: []) == .init(owner: "one", members: [one, two]))
        #expect(try store.beat(one, dead: []) == .init(owner: "one", members: [two, one]))
        try store.leave(two)
        #expect(try store.beat(one, dead: []) == .init(owner: "one", members: [one]))
        try store.leave(one)
        #expect(try store.beat(two, dead: []) == .init(owner: "two", members: [two]))
        #expect(try store.beat(one, dead: ["two"]) == .init(owner: "one", members: [one]))
        Thread.sleep(forTimeInterval: 6.1)
        #expect(try store.beat(two, dead: []) == .init(owner: "two", members: [two]))
    }

    @Test func `a lease that was got back is another tenure, a renewed one is not`() throws {
        let replicas = try Replicas(try #require(TestBroker.available.first))
        defer { replicas.end() }
        let lease = OutboxLease(of: replicas.collection, logger: Logger(label: "lease"))
        let tenures = Mutex<[Int?]>([])
        let thread = NamedThread("lease") {
            lease.run { tenures.withLock { if $0.last != lease.tenure() { $0.append(lease.tenure()) } } }
        }
        #expect(eventually { lease.isHeld() })
        Thread.sleep(forTimeInterval: 2.5)
        #expect(tenures.withLock { $0 } == [1])
        let leases = replicas.collection.database.collection(LeaseStore.collectionName)
        _ = try leases.update(
            ["_id": .string(replicas.collection.name)],
            .pipeline([["$set": ["owner": "another", "until": ["$add": ["$$NOW", 3000]]]]]))
        #expect(eventually { tenures.withLock { $0 } == [1, nil, 2] })
        #expect(lease.release(by: .soon))
        thread.join()
        #expect(lease.tenure() == nil)
    }

    @Test func `a process that was killed is known to be dead, and one that lives is not`() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        let identity = try #require(ProcessIdentity(of: child.processIdentifier))
        #expect(ProcessIdentity(text: identity.text) == identity)
        #expect(!identity.isDead)
        kill(child.processIdentifier, SIGKILL)
        #expect(eventually { identity.isDead })
        child.waitUntilExit()
        #expect(identity.isDead)
        #expect(ProcessIdentity(of: child.processIdentifier) == nil)
        // Somebody else's number by now, or another machine's: not for us to say.
        let own = try #require(ProcessIdentity.own)
        #expect(!own.isDead)
        #expect(ProcessIdentity(text: "\(own.boot)/\(own.namespace)/\(own.pid)/1")?.isDead == true)
        #expect(ProcessIdentity(text: "elsewhere/\(own.namespace)/\(child.processIdentifier)/1")?.isDead == false)
        #expect(ProcessIdentity(text: "\(own.boot)/pid:[1]/\(child.processIdentifier)/1")?.isDead == false)
        for bad in ["", "///", "a/b/c/d", "a/b/-1/d", "a/b/1"] { #expect(ProcessIdentity(text: bad) == nil) }
    }
}

/// Outboxes over the fixture's collection, each with a client and a producer of its own, as replicas have.
private final class Replicas: Sendable {
    private struct Parts {
        var clients: [MongoClient] = []
        var producers: [KafkaProducer] = []
        var outboxes: [Outbox] = []
    }
    let fixture: Fixture
    let collection: MongoCollection
    private let broker: TestBroker
    private let parts = Signal(Parts())

    init(_ broker: TestBroker) throws {
        self.broker = broker
        fixture = try Fixture(broker)
        collection = fixture.collection
    }

    /// So many, of which one leads.
    func start(_ count: Int) throws -> [Outbox] {
        let outboxes = try (0..<count).map { number in
            let client = try TestMongo.shared.client(poolSize: 6)
            let producer = try KafkaProducer(broker.configuration("replica-\(number)"), logger: logger)
            try producer.start()
            let outbox = Outbox(
                collection: client.database(collection.database.name).collection(collection.name), producer: producer,
                source: "accounts", metrics: MetricsRegistry(), logger: logger)
            try outbox.start()
            parts.update {
                $0.clients.append(client)
                $0.producers.append(producer)
                $0.outboxes.append(outbox)
            }
            return outbox
        }
        #expect(eventually { outboxes.contains { $0.isLeading } })
        return outboxes
    }

    /// Counts the document up and says so: the event's text is the document's new version.
    func push(_ id: String, through outbox: Outbox) {
        do {
            // Version and event commit together, so events lie in the document in the order of their versions.
            while true {
                let before = try collection.findOne(["_id": .string(id)])?["version"]?.integerValue ?? 0
                let event = fixture.event(String(before + 1), key: id, sequence: before + 1)
                let update = outbox.update(["$inc": ["version": 1]], carrying: [event])
                let result = try collection.update(
                    ["_id": .string(id), "version": .int64(before)], .document(update))
                guard result.matched == 1 else { continue }
                return outbox.committed([
                    OutboxWrite(id: .string(id), from: before, to: before + 1, events: [event])
                ])
            }
        } catch {
            Issue.record(error)
        }
    }

    /// From each write's return until its event is out of the document, sorted.
    func latencies(writing count: Int, through outbox: Outbox) throws -> [Duration] {
        try (0..<count).map { _ in
            push("d", through: outbox)
            let begin = ContinuousClock.now
            while try collection.count(["outbox": ["$exists": true]]) > 0, begin.duration(to: .now) < .seconds(5) {
                Thread.sleep(forTimeInterval: 0.001)
            }
            return begin.duration(to: .now)
        }.sorted()
    }

    func isPublished() throws -> Bool { try fixture.isPublished() }

    func end() {
        let parts = parts.update { $0 }
        for outbox in parts.outboxes { outbox.stop(by: .soon) }
        for producer in parts.producers { producer.stop(by: .soon) }
        for client in parts.clients { client.close() }
        fixture.end()
    }
}
