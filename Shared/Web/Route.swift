public import HTTP

/// One operation: a method on a path template, and what answers it. Declared once: what serves the requests is also what the
/// API's description is made from.
public struct Route: Sendable {
    public enum Execution: Sendable {
        /// On the event loop's thread: for what never blocks.
        case loop
        /// On a worker: for what may block (database, disk, locks held long).
        case worker
    }

    public var method: Method
    /// "/customers/{id}/order-summary". A literal segment wins over a parameter.
    public var template: String
    /// A few words for the API's description.
    public var summary: String
    public var execution: Execution
    /// Bytes of a request body; 0: the route takes none, and a small one is ignored.
    public var bodyLimit: Int
    /// Media types of a successful answer, preferred one first. Where they are given, a request that accepts none of them is
    /// refused (406) before the handler runs; where not, a GET is refused by the type that its handler answers with.
    public var produces: [String]
    /// Whether HEAD runs this GET without its body. False for a GET that writes.
    public var allowsHead: Bool
    public let handler: @Sendable (RequestContext) throws -> Response

    public init(
        _ method: Method, _ template: String, summary: String, execution: Execution = .worker, bodyLimit: Int = 0,
        produces: [String] = [], handler: @escaping @Sendable (RequestContext) throws -> Response
    ) {
        self.method = method
        self.template = template
        self.summary = summary
        self.execution = execution
        self.bodyLimit = bodyLimit
        self.produces = produces
        allowsHead = method == .get
        self.handler = handler
    }
}
