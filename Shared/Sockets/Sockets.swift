// STUB: the agreed interface; replaced by real files.

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// Numeric host ("127.0.0.1", "::1", "0.0.0.0").
    public init(host: String, port: UInt16) throws { fatalError("stub") }
    /// Resolves a name (blocking).
    public static func resolve(host: String, port: UInt16) throws -> [SocketAddress] { fatalError("stub") }
    public static func loopback(port: UInt16) -> SocketAddress { fatalError("stub") }
    public var host: String { fatalError("stub") }
    public var port: UInt16 { fatalError("stub") }
    public var description: String { fatalError("stub") }
}
public struct SocketError: Error, Sendable, CustomStringConvertible {
    public let call: String; public let code: Int32
    public init(call: String, code: Int32) { self.call = call; self.code = code }
    public var description: String { fatalError("stub") }
}
/// Owns one descriptor and closes it once.
public struct Socket: ~Copyable, Sendable {
    public static func listening(on address: SocketAddress, backlog: Int32 = 1024, reusePort: Bool = false) throws -> Socket { fatalError("stub") }
    public static func connected(to address: SocketAddress, deadline: ContinuousClock.Instant) throws -> Socket { fatalError("stub") }
    /// Waits for a connection until `deadline`; nil when none came.
    public func accept(deadline: ContinuousClock.Instant) throws -> Socket? { fatalError("stub") }
    public func localAddress() throws -> SocketAddress { fatalError("stub") }
    public func peerAddress() throws -> SocketAddress { fatalError("stub") }
    /// 0 bytes: the peer closed. Throws ETIMEDOUT at the deadline.
    public func read(upTo count: Int, deadline: ContinuousClock.Instant) throws -> [UInt8] { fatalError("stub") }
    public func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) throws { fatalError("stub") }
    public func shutdownWrite() { fatalError("stub") }
    /// Wakes a thread that blocks in `read` on another copy of the connection.
    public func shutdown() { fatalError("stub") }
    /// Gives the descriptor away (to the C daemon, which closes it).
    public consuming func release() -> Int32 { -1 }
    deinit {}
}
