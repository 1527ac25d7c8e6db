import CommandLineOptions
import Lifecycle
import Mongo
import StructuredLogging
import Synchronization
import Threads

/// The part that owns the MongoDB client: looks what it is connected to, prepares the database as soon as it answers,
/// and says whether both are done.
final class DatabaseConnection: LifecyclePart {
    let name = "mongodb"

    private let client: MongoClient
    private let uri: MongoURI
    private let prepare: @Sendable () throws -> Void
    private let logger: Logger
    private let onPrepared: @Sendable () -> Void
    private let onFailure: @Sendable (HostFailure) -> Void
    private let state = Signal(State())
    private let thread = Mutex<BackgroundThread?>(nil)

    private struct State {
        var isStopping = false
        var isPrepared = false
    }

    /// How long the start waits for an answer; what comes later is found by the thread.
    private static let probeTimeout: Duration = .milliseconds(2_500)

    init(
        client: MongoClient, uri: MongoURI, logger: Logger, prepare: @escaping @Sendable () throws -> Void,
        onPrepared: @escaping @Sendable () -> Void, onFailure: @escaping @Sendable (HostFailure) -> Void
    ) {
        self.client = client
        self.uri = uri
        self.logger = logger
        self.prepare = prepare
        self.onPrepared = onPrepared
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
        thread.withLock { $0 = BackgroundThread("mongodb-prepare") { self.prepareWhenReachable() } }
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

    private func prepareWhenReachable() {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(2))
        var attempt = 0
        while !isStopping {
            do {
                try checkDeployment()
                try prepare()
                state.update { $0.isPrepared = true }
                logger.info("MongoDB is connected and prepared", metadata: ["uri": .string("\(uri)")])
                return onPrepared()
            } catch let failure as HostFailure {
                return onFailure(failure)
            } catch let error as MongoError where error.kind == .unavailable {
                logger.debug("MongoDB is still not reachable", metadata: ["error": .string(error.message)])
            } catch {
                return onFailure(
                    HostFailure(sentence: "the database cannot be prepared: \(error)", exitCode: ExitCode.failure))
            }
            attempt += 1
            let pause = backoff.pause(after: attempt, jitter: ProcessingClock.system.jitter())
            _ = state.wait(until: .now + pause) { $0.isStopping ? true : nil }
        }
    }

    private var isStopping: Bool { state.update { $0.isStopping } }
}
