public import Lifecycle
public import Sockets
public import StructuredLogging
import Synchronization
import Threads

/// Forwards TCP connections to a Kafka broker and takes the tagged fields out of its ApiVersions answers, on which
/// librdkafka 2.0.2 stumbles (`ApiVersionsAnswer`). All else goes through unchanged.
///
/// For tests it is a source of faults as well: connections cut, frozen or refused. Thread-safe.
public final class KafkaRelay: LifecyclePart {
    private let listen: SocketAddress
    private let upstream: SocketAddress
    private let logger: Logger
    private let faults = Signal(RelayFaults())
    private let listener = Mutex<Listener?>(nil)
    private let connections = Signal(Connections())
    private static let maximumConnections = 1024

    private struct Connections {
        var next = 0
        var open: [Int: RelayedConnection] = [:]
    }

    /// - Parameters:
    ///   - listen: port 0 takes a free one, see `boundAddress`.
    ///   - upstream: the broker. It need not be there: clients then see a connection that closes.
    public init(listen: SocketAddress, upstream: SocketAddress, logger: Logger) {
        self.listen = listen
        self.upstream = upstream
        self.logger = logger
    }

    public var name: String { "kafka relay" }

    /// Where it listens, with the real port; nil before `start` and after `stop`.
    public var boundAddress: SocketAddress? { listener.withLock { $0?.address } }

    /// - Throws: `SocketError` when the address cannot be listened on.
    public func start() throws {
        let new = try Listener(on: listen)
        let isFirst = listener.withLock { listener in
            guard listener == nil else { return false }
            listener = new
            return true
        }
        guard isFirst else { return }
        new.run { self.accepted($0) }
        logger.info("relaying \(new.address) to \(upstream)")
    }

    /// Takes no more connections, cuts those there are, and waits for their threads.
    public func stop(by deadline: ContinuousClock.Instant) {
        guard let listener = listener.withLock({ $0.take() }) else { return }
        faults.update { $0.isEnding = true }
        listener.end()
        cutConnections()
        if connections.wait(until: deadline, for: { $0.open.isEmpty ? true : nil }) == nil {
            logger.warning("connections of the relay did not end in time")
        }
    }

    // MARK: Faults

    /// Breaks all connections that there are now.
    public func cutConnections() {
        for connection in connections.update({ Array($0.open.values) }) { connection.cut() }
    }

    /// While frozen no byte is passed on, nor a close; what was held back is passed on afterwards.
    public func setFrozen(_ frozen: Bool) { faults.update { $0.isFrozen = frozen } }

    /// While refusing, a new connection is closed as soon as it is made. Those that there are stay: `cutConnections`.
    public func setRefusing(_ refusing: Bool) { faults.update { $0.isRefusing = refusing } }

    private func accepted(_ client: consuming Socket) {
        guard !faults.update({ $0.isRefusing || $0.isEnding }) else { return }
        do {
            let upstream = try Socket.connected(to: upstream, deadline: .now + .seconds(2))
            let connection = RelayedConnection(client: client, upstream: upstream, faults: faults)
            let number: Int? = connections.update {
                guard $0.open.count < Self.maximumConnections else { return nil }
                $0.next += 1
                $0.open[$0.next] = connection
                return $0.next
            }
            guard let number else { return logger.warning("the relay has \(Self.maximumConnections) connections") }
            connection.run { self.connections.update { $0.open[number] = nil } }
            // Cut or stopped between the two lines above: nobody else would end it.
            if faults.update({ $0.isEnding }) { connection.cut() }
        } catch {
            logger.debug("no connection to \(upstream): \(error)")
        }
    }
}

/// The listening socket and the thread that accepts.
private final class Listener: Sendable {
    let address: SocketAddress
    private let socket: Socket
    private let thread = Mutex<NamedThread?>(nil)
    private let isEnding = Atomic(false)

    init(on address: SocketAddress) throws {
        socket = try Socket.listening(on: address)
        self.address = try socket.localAddress()
    }

    func run(_ accepted: @escaping @Sendable (consuming Socket) -> Void) {
        thread.withLock {
            $0 = NamedThread("relay-accept") {
                while !self.isEnding.load(ordering: .acquiring) {
                    do {
                        if let client = try self.socket.accept(deadline: .now + .seconds(60)) { accepted(client) }
                    } catch {
                        // Out of descriptors, say: the next try must not spin.
                        if !self.isEnding.load(ordering: .acquiring) { Self.pause() }
                    }
                }
            }
        }
    }

    func end() {
        isEnding.store(true, ordering: .releasing)
        socket.shutdown()
        thread.withLock { $0 }?.join()
    }

    private static func pause() {
        let pause = Signal(())
        _ = pause.wait(until: .now + .milliseconds(50)) { _ in nil as Bool? }
    }
}
