/// An answer.
///
/// The server writes `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` itself and ignores those given here,
/// but for `Connection: close`, which it obeys. An answer to HEAD, a 204 and a 304 go without their body.
public struct Response: Sendable {
    public enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// Written piece by piece by the closure, on a worker. It is not called for HEAD. When it throws after something
        /// was sent, the connection is cut, so that the client cannot take the answer for whole.
        case stream(@Sendable (any ResponseBodyWriter) throws -> Void)
    }

    public var status: Status
    public var headers: Headers
    public var body: Body

    public init(_ status: Status = .ok, headers: Headers = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The way out of a streamed answer, for the thread that the stream's closure runs on.
public protocol ResponseBodyWriter {
    /// Takes bytes, and sends them when 16 KiB are together; blocks while the peer is slow.
    ///
    /// - Throws: `ConnectionLost` when the peer is gone or took nothing for the write timeout.
    func write(_ bytes: [UInt8]) throws

    /// Sends now what was written.
    func flush() throws
}

extension ResponseBodyWriter {
    /// Nothing to do for a writer that keeps nothing back.
    public func flush() throws {}
}

/// The peer of a streamed answer is gone, or too slow.
public struct ConnectionLost: Error, Sendable {
    public init() {}
}
