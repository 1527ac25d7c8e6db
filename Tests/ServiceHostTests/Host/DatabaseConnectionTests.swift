import BSON
import CommandLineOptions
import Mongo
import StructuredLogging
import Synchronization
import TestSupport
import Testing

@testable import ServiceHost

@Suite(.enabled(if: TestMongo.isAvailable(for: "DatabaseConnectionTests")), .serialized)
struct DatabaseConnectionTests {
    private let lines = Journal()
    private let events = Journal()

    private func connection(
        to uri: MongoURI, prepare: @escaping @Sendable () throws -> Void = {},
        collections: @escaping @Sendable () throws -> [String: BSONValue] = { [:] }
    ) throws -> DatabaseConnection {
        let lines = lines
        let events = events
        let logging = LoggingSystem()
        logging.setOutput { lines.add(String(decoding: $0, as: UTF8.self)) }
        return DatabaseConnection(
            client: try MongoClient(
                uri: uri, poolSize: 2, applicationName: "test", serverSelectionTimeout: .milliseconds(500)),
            uri: uri, logger: Logger(label: "test", system: logging), prepare: prepare,
            collections: collections, onPrepared: { events.add("prepared") }, onLoss: { events.add("lost") },
            onFailure: { events.add("failed \($0.exitCode): \($0.sentence)") })
    }

    private func stop(_ connection: DatabaseConnection) { connection.stop(by: .now + .seconds(8)) }

    @Test func `a replica set is prepared once`() throws {
        let connection = try connection(to: TestMongo.shared.uri)
        #expect(!connection.isPrepared)
        try connection.start()
        eventually("it is prepared") { connection.isPrepared }
        stop(connection)
        #expect(events.all == ["prepared"])
    }

    @Test func `a single server is refused at the start, with the way to mend it`() throws {
        let mongo = try StandaloneMongo()
        try mongo.start()
        let connection = try connection(to: MongoURI(mongo.uri))
        #expect {
            try connection.start()
        } throws: { error in
            (error as? HostFailure)?.exitCode == ExitCode.configuration
                && (error as? HostFailure)?.sentence.contains("rs.initiate()") == true
        }
        stop(connection)
        #expect(events.all.isEmpty)
    }

    @Test func `a single server that comes later is a failure, too`() throws {
        let mongo = try StandaloneMongo()
        let connection = try connection(to: MongoURI(mongo.uri))
        let begin = ContinuousClock.now
        try connection.start()
        #expect(ContinuousClock.now - begin < .seconds(4))
        #expect(lines.all.contains { $0.contains("MongoDB is not reachable") })
        try mongo.start()
        eventually("it fails") { !events.all.isEmpty }
        #expect(events.all.first?.hasPrefix("failed 78: ") == true)
        stop(connection)
    }

    @Test func `preparation is tried again while MongoDB is away`() throws {
        let attempts = Mutex(0)
        let connection = try connection(to: TestMongo.shared.uri) {
            let attempt = attempts.withLock {
                $0 += 1
                return $0
            }
            if attempt < 3 { throw MongoError.away }
        }
        try connection.start()
        eventually("it is prepared") { connection.isPrepared }
        stop(connection)
        #expect(attempts.withLock { $0 } == 3)
    }

    @Test func `a collection that was dropped or made anew is prepared again, as often as it takes`() throws {
        let identities = Mutex<[String: BSONValue]>(["orders": 1, "keys": 2])
        let attempts = Mutex(0)
        let connection = try connection(
            to: TestMongo.shared.uri,
            prepare: {
                let attempt = attempts.withLock {
                    $0 += 1
                    return $0
                }
                if attempt == 2 { throw MongoError.refused }
            }, collections: { identities.withLock { $0 } })
        try connection.start()
        eventually("it is prepared") { connection.isPrepared }
        identities.withLock { $0 = ["orders": 3, "keys": 2, "new": 4] }
        eventually("it is prepared again") { events.all == ["prepared", "lost"] }
        #expect(connection.isPrepared)
        #expect(attempts.withLock { $0 } == 3)
        #expect(
            lines.all.contains { $0.contains("collections were dropped under the service") && $0.contains("orders") })
        identities.withLock { $0 = ["keys": 2, "new": 4] }
        eventually("and again") { events.all == ["prepared", "lost", "lost"] }
        stop(connection)
        #expect(attempts.withLock { $0 } == 4)
    }

    @Test func `preparation that is refused is a failure with its sentence`() throws {
        let connection = try connection(to: TestMongo.shared.uri) { throw MongoError.refused }
        try connection.start()
        eventually("it fails") { !events.all.isEmpty }
        #expect(!connection.isPrepared)
        stop(connection)
        #expect(events.all.count == 1)
        #expect(events.all.first?.hasPrefix("failed 1: the database cannot be prepared: ") == true)
        #expect(events.all.first?.contains("document failed validation") == true)
    }
}
