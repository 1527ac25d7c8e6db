import BSON
import CommandLineOptions
import Lifecycle
import Mongo
import StructuredLogging
import Synchronization
import Threads

/// The part that owns the MongoDB client: looks what it is connected to, prepares the database as soon as it answers,
/// and says whether both are done. From then on it looks every second whether what was prepared is still there: a
/// database or collection that was dropped under the service has lost its indexes, and is prepared again.
final class DatabaseConnection: LifecyclePart {
    let name = "mongodb"

    private let client: MongoClient
    private let uri: MongoURI
    private let prepare: @Sendable () throws -> Void
    private let logger: Logger
    private let collections: @Sendable () throws -> [String: BSONValue]
    private let onPrepared: @Sendable () -> Void
    private let onLoss: @Sendable () -> Void
    private let onFailure: @Sendable (HostFailure) -> Void
    private let state = Signal(State())
    private let thread = Mutex<BackgroundThread?>(nil)

    private struct State {
        var isStopping = false
        var isPrepared = false
    }

    /// How long the start waits for an answer; what comes later is found by the thread.
    private static let probeTimeout: Duration = .milliseconds(2_500)

    private static let lookInterval = Duration.seconds(1)

    /// - Parameters:
    ///   - collections: identities of what is there, by name.
    ///   - onPrepared: called once.
    ///   - onLoss: called each time that something was dropped, after it was prepared again.
    init(
        client: MongoClient, uri: MongoURI, logger: Logger, prepare: @escaping @Sendable () throws -> Void,
        collections: @escaping @Sendable () throws -> [String: BSONValue], onPrepared: @escaping @Sendable () -> Void,
        onLoss: @escaping @Sendable () -> Void, onFailure: @escaping @Sendable (HostFailure) -> Void
    ) {
        self.client = client
        self.uri = uri
        self.logger = logger
        self.prepare = prepare
        self.collections = collections
        self.onPrepared = onPrepared
        self.onLoss = onLoss
        self.onFailure = onFailure
    }

    /// Indexes are built: writes may come.
    var isPrepared: Bool { state.update { $0.isPrepared } }

    /// Throws `HostFailure` when MongoDB answers and is not a replica set. A MongoDB that does not answer is waited for
    /// in the background.
    func start() throws {
        do {
            try checkDeployment()
        } catch let error as MongoError {
            logger.warning(
                "MongoDB is not reachable; the service starts without it and is not ready until it is back",
                metadata: ["uri": .string("\(uri)"), "error": .string(error.message)])
        }
        thread.withLock { $0 = BackgroundThread("mongodb-prepare") { self.run() } }
    }

    func stop(by deadline: ContinuousClock.Instant) {
        state.update { $0.isStopping = true }
        // A pool that a thread still uses must not be freed.
        if thread.withLock({ $0 })?.join(by: deadline) ?? true { client.close() }
    }

    private func checkDeployment() throws {
        switch ReplicaSetCheck(hello: try client.hello(timeout: Self.probeTimeout)) {
        case .usable: return
        case .standalone: throw ReplicaSetCheck.failure(uri: uri)
        case .notInitiated:
            throw MongoError(
                kind: .unavailable, code: 0, domain: "replica set", message: ReplicaSetCheck.notInitiatedSentence)
        }
    }

    private func run() {
        guard prepareWhenReachable() else { return }
        onPrepared()
        var known = lookAtCollections()
        while state.wait(until: .now + Self.lookInterval, for: { $0.isStopping ? true : nil }) == nil {
            guard let present = lookAtCollections() else { continue }
            let lost = (known ?? [:]).filter { present[$0.key] != $0.value }.keys.sorted()
            known = lost.isEmpty ? present : prepareAgain(lost)
        }
    }

    /// Nil while MongoDB does not answer.
    private func lookAtCollections() -> [String: BSONValue]? { try? collections() }

    /// Requests are refused until the indexes are there. Returns what is there then; nil when that failed, so that nothing
    /// counts as lost.
    private func prepareAgain(_ lost: [String]) -> [String: BSONValue]? {
        state.update { $0.isPrepared = false }
        logger.error(
            "collections were dropped under the service: what only they held is lost; their indexes are built again",
            metadata: ["collections": .string(lost.joined(separator: ", "))])
        guard prepareWhenReachable(isAgain: true) else { return nil }
        onLoss()
        return lookAtCollections()
    }

    /// False when it was told to stop, or failed.
    /// - Parameter isAgain: whoever drops collections may not be done yet, so a refusal is no failure.
    private func prepareWhenReachable(isAgain: Bool = false) -> Bool {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
        var attempt = 0
        while !isStopping {
            do {
                try checkDeployment()
                try prepare()
                state.update { $0.isPrepared = true }
                logger.info("MongoDB is connected and prepared", metadata: ["uri": .string("\(uri)")])
                return true
            } catch let failure as HostFailure {
                onFailure(failure)
                return false
            } catch let error as MongoError where error.kind == .unavailable {
                logger.debug("MongoDB is still not reachable", metadata: ["error": .string(error.message)])
            } catch  where isAgain {
                logger.error("the database cannot be prepared again yet", metadata: ["error": .string("\(error)")])
            } catch {
                onFailure(
                    HostFailure(sentence: "the database cannot be prepared: \(error)", exitCode: ExitCode.failure))
                return false
            }
            attempt += 1
            let pause = backoff.pause(after: attempt, jitter: ProcessingClock.system.jitter())
            _ = state.wait(until: .now + pause) { $0.isStopping ? true : nil }
        }
        return false
    }

    private var isStopping: Bool { state.update { $0.isStopping } }
}
