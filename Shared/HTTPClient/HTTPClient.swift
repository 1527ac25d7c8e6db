import Synchronization

/// Sends requests over libcurl and returns whole answers. It follows no redirect, uses no proxy, and verifies TLS as libcurl
/// does by default.
///
/// Thread-safe: each request in flight has an easy handle of its own, which goes back into a pool with its open connections. Requests
/// of a method that is not idempotent open a new connection each, so that none is ever sent twice unnoticed.
public final class HTTPClient: Sendable {
    /// Handles kept for reuse; more requests than that at once are served by handles that end with them.
    private static let maximumIdleHandles = 16

    private let connectTimeout: Duration
    private let maximumBodyBytes: Int
    private let idle = Mutex<[EasyHandle]>([])

    /// - Parameters:
    ///   - connectTimeout: for resolving the name, TCP and TLS together; the request's own timeout stands above it.
    ///   - maximumBodyBytes: a longer answer is refused as ``HTTPClientError/Kind/tooLarge``.
    public init(connectTimeout: Duration = .seconds(2), maximumBodyBytes: Int = 64 << 20) {
        precondition(maximumBodyBytes >= 0, "maximumBodyBytes is negative")
        self.connectTimeout = connectTimeout
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Blocks until the answer is complete, whatever its status.
    /// - Parameter timeout: for everything, from the name's resolution to the last byte of the answer.
    public func send(
        _ request: HTTPClientRequest, timeout: Duration
    ) throws(HTTPClientError) -> HTTPClientResponse {
        try RequestCheck.check(request)
        guard timeout > .zero else {
            throw HTTPClientError(kind: .timedOut, url: request.url, message: "no time is left for this request")
        }
        guard let handle = idle.withLock({ $0.popLast() }) ?? EasyHandle() else {
            throw HTTPClientError(kind: .other, url: request.url, message: "libcurl does not start")
        }
        defer {
            idle.withLock { if $0.count < Self.maximumIdleHandles { $0.append(handle) } }
        }
        return try handle.perform(
            request, timeout: timeout, connectTimeout: connectTimeout, maximumBodyBytes: maximumBodyBytes)
    }
}
