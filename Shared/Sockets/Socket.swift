import Glibc

/// Owns one TCP descriptor and closes it once.
///
/// Descriptors are non-blocking and closed on exec; every call that waits takes a deadline and waits in poll(2). A call
/// that a signal interrupts goes on. Reading, writing and shutting down may happen on different threads at once; two
/// writers would mix their bytes.
public struct Socket: ~Copyable, Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A listening socket with SO_REUSEADDR.
    ///
    /// - Parameters:
    ///   - backlog: connections that may wait to be accepted; the system caps it (listen(2)).
    ///   - reusePort: several sockets may listen on the same port and share its connections (SO_REUSEPORT, socket(7)).
    /// - Throws: `SocketError`, EADDRINUSE for one.
    public static func listening(
        on address: SocketAddress, backlog: Int32 = 1024, reusePort: Bool = false
    ) throws -> Socket {
        let socket = try Socket.make(address.family)
        try socket.set(SOL_SOCKET, SO_REUSEADDR)
        if reusePort { try socket.set(SOL_SOCKET, SO_REUSEPORT) }
        let descriptor = socket.descriptor
        try systemCall("bind") { unsafe address.withSystemAddress { unsafe bind(descriptor, $0, $1) } }
        try systemCall("listen") { listen(descriptor, backlog) }
        return socket
    }

    /// A connection to `address`, with TCP_NODELAY.
    ///
    /// - Throws: `SocketError`; ETIMEDOUT at the deadline.
    public static func connected(to address: SocketAddress, deadline: ContinuousClock.Instant) throws -> Socket {
        let socket = try Socket.make(address.family)
        let descriptor = socket.descriptor
        let done = try systemCall("connect") { unsafe address.withSystemAddress { unsafe connect(descriptor, $0, $1) } }
        if done == nil {
            guard try waitUntilReady(descriptor, for: POLLOUT, deadline: deadline) else {
                throw SocketError(call: "connect", code: ETIMEDOUT)
            }
            let code = try socket.pendingError()
            guard code == 0 else { throw SocketError(call: "connect", code: code) }
        }
        try socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        return socket
    }

    /// Waits for a connection until `deadline`; nil when none came. The new socket has TCP_NODELAY.
    ///
    /// - Throws: `SocketError`; EMFILE and its like pass, the socket keeps listening. EINVAL after `shutdown()`.
    public func accept(deadline: ContinuousClock.Instant) throws -> Socket? {
        let listener = descriptor
        while true {
            do throws(SocketError) {
                if let accepted = try systemCall("accept", { Glibc.accept(listener, nil, nil) }) {
                    let socket = Socket(descriptor: accepted)
                    try socket.setFlags()
                    try socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
                    return socket
                }
            } catch {
                guard error.code == ECONNABORTED else { throw error }
                continue  // The peer left before we came: the next one may be there.
            }
            guard try waitUntilReady(descriptor, for: POLLIN, deadline: deadline) else { return nil }
        }
    }

    /// The address the socket is bound to; tells the port that the system chose for port 0.
    public func localAddress() throws -> SocketAddress {
        try unsafe address("getsockname") { unsafe getsockname(descriptor, $0, $1) }
    }

    /// The other end's address.
    public func peerAddress() throws -> SocketAddress {
        try unsafe address("getpeername") { unsafe getpeername(descriptor, $0, $1) }
    }

    /// Reads what is there, at most `count` bytes, waiting for the first. 0 bytes: the peer closed.
    ///
    /// - Throws: `SocketError`; ETIMEDOUT at the deadline, ECONNRESET when the peer broke off.
    public func read(upTo count: Int, deadline: ContinuousClock.Instant) throws -> [UInt8] {
        while true {
            var received: Int?
            let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                let start = buffer.baseAddress
                received = try systemCall("recv") { unsafe recv(descriptor, start, count, 0) }
                filled = received ?? 0
            }
            if received != nil { return bytes }
            guard try waitUntilReady(descriptor, for: POLLIN, deadline: deadline) else {
                throw SocketError(call: "recv", code: ETIMEDOUT)
            }
        }
    }

    /// Waits until `read` would return at once (with bytes, the end, or an error); false at the deadline.
    public func waitUntilReadable(deadline: ContinuousClock.Instant) throws -> Bool {
        try waitUntilReady(descriptor, for: POLLIN, deadline: deadline)
    }

    /// Writes all bytes.
    ///
    /// - Throws: `SocketError`; ETIMEDOUT at the deadline, EPIPE when the peer is gone. Some bytes may have left by then.
    public func write(_ bytes: [UInt8], deadline: ContinuousClock.Instant) throws {
        try unsafe bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let count = try systemCall("send") {
                    unsafe send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                }
                if let count {
                    sent += count
                } else if try !waitUntilReady(descriptor, for: POLLOUT, deadline: deadline) {
                    throw SocketError(call: "send", code: ETIMEDOUT)
                }
            }
        }
    }

    /// Tells the peer that nothing more will be written; reading goes on. A peer that is gone already is no error.
    public func shutdownWrite() { _ = Glibc.shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends both directions and wakes a thread that waits in `read` or `accept` on this socket.
    public func shutdown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Gives the descriptor away: who takes it closes it.
    public consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }
}

extension Socket {
    private static func make(_ family: Int32) throws -> Socket {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard let descriptor = try systemCall("socket", { socket(family, type, 0) }) else {
            throw SocketError(call: "socket", code: EAGAIN)
        }
        return Socket(descriptor: descriptor)
    }

    /// accept4(2) would do this in the same call, but Glibc's module does not show it.
    private func setFlags() throws(SocketError) {
        try systemCall("fcntl") { fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        try systemCall("fcntl") { fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    private func set(_ level: Int32, _ option: Int32) throws(SocketError) {
        var on: Int32 = 1
        try systemCall("setsockopt") {
            unsafe setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private func pendingError() throws -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        try systemCall("getsockopt") { unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) }
        return code
    }

    private func address(
        _ call: String, _ ask: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) throws -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        try systemCall(call) {
            unsafe withUnsafeMutableBytes(of: &storage) { bytes in
                unsafe ask(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
            }
        }
        guard let address = SocketAddress(storage) else { throw SocketError(call: call, code: EAFNOSUPPORT) }
        return address
    }
}
