// STUB: the agreed interface; replaced by real files.
public struct HTTPClientRequest: Sendable {
    public var method: String, url: String, headers: [(String, String)], body: [UInt8]?
    public init(_ method: String, _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil) { self.method = method; self.url = url; self.headers = headers; self.body = body }
}
public struct HTTPClientResponse: Sendable {
    public let status: Int, headers: [(String, String)], body: [UInt8]
    public init(status: Int, headers: [(String, String)], body: [UInt8]) { self.status = status; self.headers = headers; self.body = body }
    public func header(_ name: String) -> String? { fatalError("stub") }
    public var text: String { fatalError("stub") }
}
/// One method per way a request can fail without an answer.
public struct HTTPClientError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable { case cannotConnect, timedOut, interrupted, malformedURL, tooLarge, other }
    public let kind: Kind, url: String, message: String
    public init(kind: Kind, url: String, message: String) { self.kind = kind; self.url = url; self.message = message }
    public var description: String { fatalError("stub") }
}
/// Thread-safe; keeps connections alive (a pool of easy handles).
public final class HTTPClient: Sendable {
    public init(connectTimeout: Duration = .seconds(2), maximumBodyBytes: Int = 64 << 20) { fatalError("stub") }
    public func send(_ request: HTTPClientRequest, timeout: Duration) throws(HTTPClientError) -> HTTPClientResponse { fatalError("stub") }
}
