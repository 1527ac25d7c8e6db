/// A request that ended without a complete answer. An answer of any status is not an error.
public struct HTTPClientError: Error, Sendable, CustomStringConvertible {
    /// Sorted by what the caller can do about it.
    public enum Kind: Sendable {
        /// The name does not resolve, or nothing listens there: nothing was sent.
        case cannotConnect
        /// The deadline passed, while connecting or later: the request may have been carried out.
        case timedOut
        /// The connection was closed or reset before the answer was complete: the request may have been carried out.
        case interrupted
        /// Not an absolute `http` or `https` URL: nothing was sent.
        case malformedURL
        /// The answer's body or headers are larger than the client takes.
        case tooLarge
        /// TLS, an answer that is not HTTP, a header or method that cannot be sent.
        case other
    }

    public let kind: Kind
    public let url: String
    /// libcurl's own text where there is one.
    public let message: String

    public init(kind: Kind, url: String, message: String) {
        self.kind = kind
        self.url = url
        self.message = message
    }

    public var description: String {
        "\(url): \(message)"
    }
}
