import Synchronization

/// A request's body is larger than what was agreed to take.
public struct BodyTooLarge: Error, Sendable {
    /// In bytes.
    public let limit: Int
    public init(limit: Int) { self.limit = limit }
}

/// Why the rest of a body did not come. The server answers for the handler then (408, 400) or not at all (closed).
public enum RequestBodyError: Error, Sendable {
    /// Nothing, or next to nothing, came for the server's body timeout.
    case timedOut
    /// The client closed the connection.
    case closed
    /// The chunked coding is broken.
    case malformed
}

/// The body of a request. A body of up to 64 KiB is complete before the handler runs; the rest of a larger one is read
/// while the handler asks for it, so that the client is slowed down to the handler's pace.
///
/// One thread reads, once: what `next` has returned is gone.
public final class RequestBody: Sendable {
    private struct State: Sendable {
        var first: [UInt8]
        var lease: Lease?
        var failure: (any Error)?
    }
    private let state: Mutex<State>
    private let limit: Int

    /// A complete body.
    public init(bytes: [UInt8]) {
        state = Mutex(State(first: bytes))
        limit = .max
    }

    /// A body of which `first` has come.
    init(first: [UInt8], rest lease: Lease, limit: Int) {
        state = Mutex(State(first: first, lease: lease))
        self.limit = limit
    }

    /// The body of most requests.
    static let empty = RequestBody(bytes: [])

    /// The next bytes, never none; nil at the end. Blocks until some are there (workers only).
    ///
    /// - Throws: `RequestBodyError`; `BodyTooLarge` when the route's limit is passed.
    public func next() throws -> [UInt8]? {
        try state.withLock { state in
            if !state.first.isEmpty {
                defer { state.first = [] }
                return state.first
            }
            if let failure = state.failure { throw failure }
            guard let lease = state.lease else { return nil }
            do {
                let bytes = try lease.readBody(limit: limit)
                if bytes == nil { state.lease = nil }
                return bytes
            } catch {
                state.failure = error
                throw error
            }
        }
    }

    /// All of it.
    ///
    /// - Throws: `BodyTooLarge` when there are more than `limit` bytes; what `next` throws.
    public func collect(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try next() {
            guard bytes.count + more.count <= limit else { throw BodyTooLarge(limit: limit) }
            if bytes.isEmpty { bytes = more } else { bytes += more }
        }
        return bytes
    }

    /// Why the body broke off, when it did.
    var failure: RequestBodyError? { state.withLock { $0.failure as? RequestBodyError } }
}
