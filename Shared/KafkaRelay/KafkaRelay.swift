public import Lifecycle
public import Sockets
public import StructuredLogging
// STUB: the agreed interface; replaced by real files.

/// Listens on `listen`, forwards each connection to `upstream`, cuts the tagged fields off ApiVersions answers.
public final class KafkaRelay: LifecyclePart {
    public init(listen: SocketAddress, upstream: SocketAddress, logger: Logger) { fatalError("stub") }
    public var name: String { fatalError("stub") }
    public func start() throws { fatalError("stub") }
    public func stop(by deadline: ContinuousClock.Instant) { fatalError("stub") }
    public var boundAddress: SocketAddress? { fatalError("stub") }
    /// Faults for tests: cut all connections now; hold all bytes until released; refuse new connections.
    public func cutConnections() { fatalError("stub") }
    public func setFrozen(_ frozen: Bool) { fatalError("stub") }
    public func setRefusing(_ refusing: Bool) { fatalError("stub") }
}
