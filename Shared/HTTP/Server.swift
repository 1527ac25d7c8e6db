public import Lifecycle
public import Sockets
public import StructuredLogging
import Synchronization
import Threads

/// An HTTP/1.1 server: loops that parse and answer what does not block, workers for what does.
///
/// Started once and stopped once; thread-safe.
public final class Server: LifecyclePart {
    private struct Running: Sendable {
        let daemon: Daemon
        let pool: WorkerPool
        let address: SocketAddress
    }
    private enum State: Sendable {
        case new
        case running(Running)
        case stopped
    }

    private let configuration: ServerConfiguration
    private let handler: any RequestHandler
    private let logger: Logger
    private let state = Mutex(State.new)

    public init(configuration: ServerConfiguration, handler: any RequestHandler, logger: Logger) {
        self.configuration = configuration
        self.handler = handler
        self.logger = logger
    }

    deinit { stop(by: .now) }

    public var name: String { "http" }

    /// The bound address, with the port that the system chose for port 0; nil when the server does not run.
    public var boundAddress: SocketAddress? {
        state.withLock { if case .running(let running) = $0 { running.address } else { nil } }
    }

    /// Listens and serves; returns when connections are accepted.
    ///
    /// - Throws: `SocketError` when the address cannot be listened on (EADDRINUSE when anybody else does).
    public func start() throws {
        try state.withLock { state in
            guard case .new = state else { preconditionFailure("a server is started once") }
            let (listeners, address) = try listen()
            let pool = WorkerPool(
                name: "http-worker", threads: max(1, configuration.workers),
                queueLimit: max(1, configuration.queueLimit))
            let daemon = try Daemon(
                configuration, listeners: listeners, handler: handler, pool: pool, logger: logger)
            state = .running(Running(daemon: daemon, pool: pool, address: address))
            logger.info("listening", metadata: ["address": .string(address.description)])
        }
    }

    /// Stops accepting, lets requests in flight end with `Connection: close`, closes idle connections, then ends the
    /// workers; cuts off what is left at the deadline.
    public func stop(by deadline: ContinuousClock.Instant) {
        let running = state.withLock { state -> Running? in
            guard case .running(let running) = state else { return nil }
            state = .stopped
            return running
        }
        guard let running else { return }
        let cutOff = running.daemon.stop(by: deadline)
        if cutOff > 0 {
            logger.info("connections were cut off at the deadline", metadata: ["connections": .integer(Int64(cutOff))])
        }
        if !running.pool.stop(by: deadline) {
            logger.info(
                "workers were still busy at the deadline", metadata: ["busy": .integer(Int64(running.pool.busy))])
        }
    }

    /// One socket per loop; they share the port, and the system spreads the connections (SO_REUSEPORT).
    private func listen() throws -> ([Int32], SocketAddress) {
        let loops = max(1, configuration.loops)
        if configuration.address.port != 0 {
            // A socket that shares would be let in beside another process of ours; one that does not tells of it.
            _ = try Socket.listening(on: configuration.address)
        }
        let first = try Socket.listening(on: configuration.address, reusePort: loops > 1)
        let address = try first.localAddress()
        let others = try Self.descriptors(loops - 1, on: address)
        return ([first.release()] + others, address)
    }

    /// Further sockets on the same port. None is given away before all are there, so that a failure closes them all.
    private static func descriptors(_ count: Int, on address: SocketAddress) throws -> [Int32] {
        guard count > 0 else { return [] }
        let socket = try Socket.listening(on: address, reusePort: true)
        let others = try descriptors(count - 1, on: address)
        return [socket.release()] + others
    }
}
