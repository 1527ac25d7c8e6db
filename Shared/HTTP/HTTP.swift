public import Lifecycle
public import Sockets
public import StructuredLogging
// STUB: the agreed interface; replaced by real files.

public struct Method: RawRepresentable, Sendable, Hashable { public let rawValue: String; public init(rawValue: String) { self.rawValue = rawValue }
    public static let get = Method(rawValue: "GET"), head = Method(rawValue: "HEAD"), post = Method(rawValue: "POST"), put = Method(rawValue: "PUT"), patch = Method(rawValue: "PATCH"), delete = Method(rawValue: "DELETE"), options = Method(rawValue: "OPTIONS") }
public struct Status: Sendable, Hashable { public let code: Int; public init(_ code: Int) { self.code = code }
    public var reason: String { fatalError("stub") }
    public static let ok = Status(200), created = Status(201), noContent = Status(204), notModified = Status(304), badRequest = Status(400), notFound = Status(404), methodNotAllowed = Status(405), conflict = Status(409), preconditionFailed = Status(412), unprocessable = Status(422), internalServerError = Status(500), serviceUnavailable = Status(503) }
/// Ordered fields, names compared without case; several fields of one name are kept.
public struct Headers: Sendable, ExpressibleByDictionaryLiteral {
    public init() { fatalError("stub") }
    public init(dictionaryLiteral elements: (String, String)...) { fatalError("stub") }
    public subscript(name: String) -> String? { get { fatalError("stub") } set { fatalError("stub") } }
    public func values(_ name: String) -> [String] { fatalError("stub") }
    public mutating func add(_ name: String, _ value: String) { fatalError("stub") }
    public var all: [(name: String, value: String)] { fatalError("stub") }
}
public struct RequestHead: Sendable {
    public let method: Method
    /// As received, after the origin-form check: raw path (still percent-encoded) and query without "?".
    public let path: String, query: String?
    public let headers: Headers
    /// Numeric address of the peer.
    public let remoteAddress: String
    public init(method: Method, path: String, query: String?, headers: Headers, remoteAddress: String) { self.method = method; self.path = path; self.query = query; self.headers = headers; self.remoteAddress = remoteAddress }
}
public struct BodyTooLarge: Error, Sendable { public let limit: Int; public init(limit: Int) { self.limit = limit } }
/// Streams; small bodies are complete before the handler runs. `next` blocks (workers only) until a chunk is there, nil at the end.
public final class RequestBody: Sendable {
    public init(bytes: [UInt8]) { fatalError("stub") }
    public func next() throws -> [UInt8]? { fatalError("stub") }
    /// Throws BodyTooLarge.
    public func collect(limit: Int) throws -> [UInt8] { fatalError("stub") }
}
public struct Request: Sendable { public let head: RequestHead; public let body: RequestBody; public init(head: RequestHead, body: RequestBody) { self.head = head; self.body = body } }
/// The way out of a streamed answer; `write` blocks while the peer is slow and throws when it is gone or the deadline passed.
public protocol ResponseBodyWriter { func write(_ bytes: [UInt8]) throws }
public struct Response: Sendable {
    public enum Body: Sendable { case none, bytes([UInt8]), stream(@Sendable (any ResponseBodyWriter) throws -> Void) }
    public var status: Status, headers: Headers, body: Body
    public init(_ status: Status = .ok, headers: Headers = [:], body: Body = .none) { self.status = status; self.headers = headers; self.body = body }
}
/// What to do with a request, decided on the loop from its head alone.
public struct Dispatch: Sendable {
    public enum Execution: Sendable { case loop, worker }
    public let execution: Execution, bodyLimit: Int
    public let respond: @Sendable (Request) -> Response
    public init(execution: Execution, bodyLimit: Int, respond: @escaping @Sendable (Request) -> Response) { self.execution = execution; self.bodyLimit = bodyLimit; self.respond = respond }
}
/// What the server itself refuses (400 malformed, 408, 413, 414, 431, 501, 503 overload, 505): the handler gives it the answer's form.
public struct Rejection: Sendable { public let status: Status, code: String, detail: String, path: String?
    public init(status: Status, code: String, detail: String, path: String?) { self.status = status; self.code = code; self.detail = detail; self.path = path } }
public protocol RequestHandler: Sendable {
    /// On the loop's thread; must not block.
    func dispatch(_ head: RequestHead) -> Dispatch
    func response(to rejection: Rejection) -> Response
}
public struct ServerConfiguration: Sendable {
    public var address: SocketAddress, loops: Int, workers: Int, queueLimit: Int, maximumConnections: Int, maximumHeaderBytes: Int
    public var headerTimeout: Duration, bodyTimeout: Duration, idleTimeout: Duration, writeTimeout: Duration
    public init(address: SocketAddress, workers: Int = 16) { self.address = address; loops = 2; self.workers = workers; queueLimit = 1024; maximumConnections = 10_000; maximumHeaderBytes = 16_384
        headerTimeout = .seconds(10); bodyTimeout = .seconds(30); idleTimeout = .seconds(60); writeTimeout = .seconds(30) }
}
public final class Server: LifecyclePart {
    public init(configuration: ServerConfiguration, handler: any RequestHandler, logger: Logger) { fatalError("stub") }
    public var name: String { fatalError("stub") }
    public func start() throws { fatalError("stub") }
    /// Stops accepting, lets requests in flight end, closes idle connections, then all at the deadline.
    public func stop(by deadline: ContinuousClock.Instant) { fatalError("stub") }
    /// The bound address (port 0 gives a free one).
    public var boundAddress: SocketAddress? { fatalError("stub") }
}
