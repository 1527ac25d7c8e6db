/// A request to be sent by ``HTTPClient``.
public struct HTTPClientRequest: Sendable {
    /// A token of RFC 9110 §9.1 (`GET`, `POST` …), sent as it is written.
    public var method: String
    /// An absolute `http` or `https` URL.
    public var url: String
    /// Sent in this order after the headers that libcurl makes itself (`Host`, `Accept`, `Content-Length`), of which a header of
    /// the same name takes the place. There is no default `Content-Type`.
    public var headers: [(String, String)]
    public var body: [UInt8]?

    public init(_ method: String, _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// RFC 9110 §9.2.2: a client may send these again by itself when a kept connection ends without an answer.
    var isIdempotent: Bool {
        ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method)
    }
}
