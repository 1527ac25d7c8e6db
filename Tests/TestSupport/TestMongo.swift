import BSON
import Foundation
public import Mongo
import Synchronization

/// A mongod of the test's own: a one-node replica set on a free port with its data in a temporary folder.
///
/// It dies with the object, and with the test process however that ends, and its folder with it: a test that talks to it
/// only through a client keeps the object too (`withExtendedLifetime`). Thread-safe.
public final class TestMongo: Sendable {
    /// One for all tests of the process, started by whoever asks first; ends with the process.
    public static let shared: TestMongo = {
        do { return try start() } catch { fatalError("no mongod for the tests: \(error)") }
    }()

    /// The path in `MONGOD`; nil when it is not set.
    public static let path: String? = ProcessInfo.processInfo.environment["MONGOD"].flatMap { $0.isEmpty ? nil : $0 }

    /// For `.enabled(if:)`. Says so by name when tests are skipped.
    public static func isAvailable(for suite: String) -> Bool {
        if path == nil { print("skipped: \(suite) (MONGOD is not set)") }
        return path != nil
    }

    public let port: UInt16
    private let folder: URL
    private let process: Mutex<TestMongoProcess>

    /// A fresh one, primary and ready for writes.
    ///
    /// - Parameter hasFailpoints: takes `configureFailPoint`, which makes a command fail as it is told to.
    public static func start(hasFailpoints: Bool = false) throws -> TestMongo {
        let mongo = try launch(replicaSet: true, hasFailpoints: hasFailpoints)
        try mongo.initiate()
        return mongo
    }

    /// One that is no replica set (a stand-alone server), or, with `replicaSet`, one whose set is not initiated: what
    /// a service must refuse. It answers, but `uri` finds no primary there.
    public static func startUnusable(replicaSet: Bool) throws -> TestMongo {
        let mongo = try launch(replicaSet: replicaSet)
        try mongo.waitForAnswer()
        return mongo
    }

    private static func launch(replicaSet: Bool, hasFailpoints: Bool = false) throws -> TestMongo {
        guard let path else { throw TestMongoError("MONGOD is not set") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mongod-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try FreePorts.take()
        let process = try TestMongoProcess(
            path: path, folder: folder, port: port, replicaSet: replicaSet, hasFailpoints: hasFailpoints)
        return TestMongo(port: port, folder: folder, process: process)
    }

    private init(port: UInt16, folder: URL, process: sending TestMongoProcess) {
        self.port = port
        self.folder = folder
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { $0.end(keepingData: false) }
        // One that was killed before has left it.
        try? FileManager.default.removeItem(at: folder)
    }

    public var uri: MongoURI {
        do { return try MongoURI("mongodb://127.0.0.1:\(port)/?replicaSet=rs0") } catch { fatalError("\(error)") }
    }

    /// A new client of this server, with short timeouts.
    public func client(
        poolSize: Int = 4, serverSelectionTimeout: Duration = .seconds(10), socketTimeout: Duration = .seconds(30)
    ) throws -> MongoClient {
        try MongoClient(
            uri: uri, poolSize: poolSize, applicationName: "test", serverSelectionTimeout: serverSelectionTimeout,
            socketTimeout: socketTimeout)
    }

    /// A name that no other test uses.
    public func uniqueDatabase() -> String {
        "test_" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
    }

    /// SIGKILL, as a crash.
    public func kill() {
        process.withLock { $0.end(keepingData: true) }
    }

    /// SIGSTOP: connections stay open, nothing answers.
    public func freeze() {
        process.withLock { $0.signal(SIGSTOP) }
    }

    public func thaw() {
        process.withLock { $0.signal(SIGCONT) }
    }

    /// Starts it again on its port with its data, after killing it where that is still to be done; returns when it is
    /// primary again. Without failpoints.
    public func restart() throws {
        try process.withLock { process in
            process.end(keepingData: true)
            process = try TestMongoProcess(path: Self.path!, folder: folder, port: port, replicaSet: true)
        }
        try waitForPrimary()
    }

    /// What mongod logged, for a message of a failed test.
    public var log: String {
        (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? ""
    }
}

extension TestMongo {
    private func initiate() throws {
        try waitForAnswer()
        try direct {
            _ = try $0.database("admin").run([
                "replSetInitiate": [
                    "_id": "rs0", "members": [["_id": .int32(0), "host": .string("127.0.0.1:\(port)")]],
                ]
            ])
        }
        try waitForPrimary()
    }

    private func waitForAnswer() throws {
        try direct { client in
            try wait("it answers") { (try? client.hello(timeout: .milliseconds(500))) != nil }
        }
    }

    private func waitForPrimary() throws {
        try direct { client in
            try wait("it is primary") {
                (try? client.hello(timeout: .milliseconds(500)))?["isWritablePrimary"] == true
            }
        }
    }

    private func direct(_ body: (MongoClient) throws -> Void) throws {
        let client = try MongoClient(
            uri: try MongoURI("mongodb://127.0.0.1:\(port)/?directConnection=true"), poolSize: 1,
            applicationName: "test set-up")
        defer { client.close() }
        try body(client)
    }

    private func wait(_ what: String, _ condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !condition() {
            guard ContinuousClock.now < deadline else {
                throw TestMongoError(
                    "mongod on port \(port): gave up waiting until \(what); its log ends:\n\(log.suffix(2000))")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}

struct TestMongoError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
