/// An answer.
///
/// The server writes `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` itself and ignores those given here,
/// but for `Connection: close`, which it obeys. An answer to HEAD, a 204 and a 304 go without their body.
public struct Response: Sendable {
    public enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// Written piece by piece by the closure, on a worker. It is not called for HEAD. When it throws after something
        /// was sent, the connection is cut, so that the client cannot take the answer for whole; before that it may
        /// throw a `StreamReplacement`, else the answer is a 500.
        case stream(@Sendable (any ResponseBodyWriter) throws -> Void)

        /// What is known without running anything.
        var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
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

    /// Whether something was sent, and with it the status: the answer can no longer become another one.
    var hasStarted: Bool { get }
}

extension ResponseBodyWriter {
    /// Nothing to do for a writer that keeps nothing back.
    public func flush() throws {}

    /// A writer that sends nothing (one that collects) never starts.
    public var hasStarted: Bool { false }
}

/// Thrown by the closure of a streamed answer before anything was sent: goes out in its place. It must not stream.
public struct StreamReplacement: Error, Sendable {
    public let response: Response

    public init(_ response: Response) {
        self.response = response
    }
}

/// The peer of a streamed answer is gone, or too slow.
public struct ConnectionLost: Error, Sendable {
    public init() {}
}
