import Kafka
import StructuredLogging
import Synchronization
import Testing

@testable import ServiceHost

@Suite struct EventBackboneTests {
    private let journal = Journal()
    private let lines = Journal()
    private let cluster: FakeCluster
    private let backbone: EventBackbone

    init() {
        let journal = journal
        let lines = lines
        cluster = FakeCluster(journal: journal)
        let logging = LoggingSystem()
        logging.setOutput { lines.add(String(decoding: $0, as: UTF8.self)) }
        backbone = EventBackbone(
            cluster: cluster, topics: [.storefront("a"), .storefront("b")],
            parts: [JournalPart(name: "outbox", journal: journal), JournalPart(name: "consumer", journal: journal)],
            interval: .milliseconds(10), logger: Logger(label: "test", system: logging))
    }

    private func stop() { backbone.stop(by: .now + .seconds(5)) }

    @Test func `topics come first, then outboxes, then the consumer, and they stop in reverse`() {
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("parts run") { backbone.isMoving }
        #expect(backbone.status == .complete(clusterID: "fake", brokers: 1))
        stop()
        #expect(
            journal.all == ["create a", "create b", "start outbox", "start consumer", "stop consumer", "stop outbox"])
        #expect(cluster.state.withLock { $0.isClosed })
    }

    @Test func `nothing is moved before the database is prepared`() {
        backbone.start()
        eventually("topics are there") { backbone.status.isComplete }
        #expect(journal.all == ["create a", "create b"])
        backbone.databaseIsPrepared()
        eventually("parts run") { backbone.isMoving }
        stop()
    }

    @Test func `a cluster that is away is waited for, said once, and nothing starts before its topics`() {
        cluster.state.withLock { $0.isAway = true }
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("it is missed") { backbone.status == .unreachable("nobody there") }
        #expect(journal.all.isEmpty)
        cluster.state.withLock { $0.isAway = false }
        eventually("parts run") { backbone.isMoving }
        stop()
        #expect(journal.all.prefix(3) == ["create a", "create b", "start outbox"])
        #expect(lines.all.filter { $0.contains("not reachable") }.count == 1)
    }

    @Test func `topics that went with their cluster are created again, and parts are not started twice`() {
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("parts run") { backbone.isMoving }
        cluster.state.withLock { $0.topics = ["b"] }
        eventually("a is back") { cluster.state.withLock { $0.topics == ["a", "b"] } }
        stop()
        #expect(journal.all.filter { $0 == "create a" }.count == 2)
        #expect(journal.all.filter { $0 == "start outbox" }.count == 1)
    }

    /// A backbone that looks once a minute when all is well, on a broker that has lost what the service had published.
    private func watchfulBackbone() -> EventBackbone {
        let logger = Logger(label: "test", system: LoggingSystem())
        let watch = RepublishWatch(
            topics: ["a"], load: { RepublishMarker(clusterID: "another", ends: ["a": [7]]) }, save: { _ in },
            republish: { [journal] _, completion in
                journal.add("republish")
                completion(true)
            }, logger: logger)
        return EventBackbone(
            cluster: cluster, topics: [.storefront("a")], parts: [JournalPart(name: "outbox", journal: journal)],
            watch: watch, interval: .seconds(60), logger: logger)
    }

    @Test func `while a new topic's end is not known yet nothing is sent, and it is asked for again at once`() {
        cluster.state.withLock { $0.unknownEnds = 2 }
        let backbone = watchfulBackbone()
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("parts run") { backbone.isMoving }
        backbone.stop(by: .now + .seconds(5))
        #expect(journal.all == ["create a", "republish", "start outbox", "stop outbox"])
    }

    @Test func `a cluster that never says where topics end is used without the comparison`() {
        cluster.state.withLock { $0.unknownEnds = .max }
        let backbone = watchfulBackbone()
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("parts run") { backbone.isMoving }
        // It is tried on.
        cluster.state.withLock { $0.unknownEnds = 0 }
        eventually("the loss is found") { journal.all.contains("republish") }
        backbone.stop(by: .now + .seconds(5))
        #expect(journal.all == ["create a", "start outbox", "republish", "stop outbox"])
    }

    @Test func `a topic with other settings is reported once and used`() {
        cluster.state.withLock {
            $0.topics = ["a", "b"]
            $0.outcomes = ["a": .different("3 partitions wanted, 4 found")]
        }
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("parts run") { backbone.isMoving }
        stop()
        #expect(lines.all.filter { $0.contains("3 partitions wanted, 4 found") }.count == 1)
    }

    @Test func `without the right to create topics those that are there are used`() {
        cluster.state.withLock { $0.refusesToCreate = true }
        backbone.databaseIsPrepared()
        backbone.start()
        eventually("it is missed") { backbone.status == .unreachable("no right") }
        cluster.state.withLock { $0.topics = ["a", "b"] }
        eventually("parts run") { backbone.isMoving }
        stop()
    }

    @Test func `what was not started is not stopped`() {
        backbone.start()
        stop()
        #expect(!journal.all.contains { $0.hasPrefix("stop") })
    }
}
