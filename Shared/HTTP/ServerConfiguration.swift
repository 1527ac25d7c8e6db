public import Sockets

/// The server's settings. The defaults suit a service behind a gateway.
public struct ServerConfiguration: Sendable {
    /// Port 0 takes a free one.
    public var address: SocketAddress
    /// Threads that read, parse and answer what does not block.
    public var loops: Int
    /// Threads for requests that may block.
    public var workers: Int
    /// Requests that may wait for a worker; more are answered 503 with `Retry-After: 1`.
    public var queueLimit: Int
    /// Open connections; more are answered 503.
    public var maximumConnections: Int
    /// Bytes of a request's head, at most 65,535; more is 431. A target of more than half of it is 414.
    public var maximumHeaderBytes: Int
    /// From the connection or the head's first byte to the head's end.
    public var headerTimeout: Duration
    /// In which a body, or the next 64 KiB of it, must arrive.
    public var bodyTimeout: Duration
    /// Between two requests.
    public var idleTimeout: Duration
    /// In which the peer must take some of what is sent.
    public var writeTimeout: Duration

    public init(address: SocketAddress, workers: Int = 16) {
        self.address = address
        self.workers = workers
        loops = 2
        queueLimit = 1024
        maximumConnections = 10_000
        maximumHeaderBytes = 16_384
        headerTimeout = .seconds(10)
        bodyTimeout = .seconds(30)
        idleTimeout = .seconds(60)
        writeTimeout = .seconds(30)
    }
}
