public import HTTP
public import JSON
public import PrometheusMetrics
public import StructuredLogging
// STUB: the agreed interface; replaced by real files.

/// One error form for every answer (RFC 9457 + the members of Spring's default error JSON).
public struct Problem: Error, Sendable {
    public var status: Status, code: String, detail: String, faults: [JSONFault], headers: Headers
    public init(_ status: Status, code: String, detail: String, faults: [JSONFault] = [], headers: Headers = [:]) { self.status = status; self.code = code; self.detail = detail; self.faults = faults; self.headers = headers }
}
/// Errors of lower layers or domains that know their problem (domain refusals, MongoError by a mapping given to the router).
public protocol ProblemConvertible: Error { var problem: Problem { get } }

/// Scheme, authority and prefix under which the client sees this service.
public struct ExternalBase: Sendable { public let text: String; public init(text: String) { self.text = text }
    /// "http://host:port/prefix" + path
    public func url(_ path: String) -> String { text + path } }

/// A request on its way through a route.
public struct RequestContext: Sendable {
    public let request: Request, template: String, parameters: [String: String], externalBase: ExternalBase, requestID: String, logger: Logger
    public init(request: Request, template: String, parameters: [String: String], externalBase: ExternalBase, requestID: String, logger: Logger) { self.request = request; self.template = template; self.parameters = parameters; self.externalBase = externalBase; self.requestID = requestID; self.logger = logger }
    public func parameter(_ name: String) -> String { fatalError("stub") }
    public func queryValue(_ name: String) -> String? { fatalError("stub") }
    /// Checks Content-Type (415), bounds, reads, 400/422 with all faults.
    public func body<T: JSONReadable>(_ type: T.Type = T.self) throws -> T { fatalError("stub") }
    /// For PATCH: application/json and application/merge-patch+json.
    public func mergePatch() throws -> JSONDocument { fatalError("stub") }
    public func ifMatch() throws -> EntityTagCondition? { fatalError("stub") }
    public func ifNoneMatch() throws -> EntityTagCondition? { fatalError("stub") }
    /// True when the request carries a non-empty Accept (Data REST answers a body then).
    public var wantsBody: Bool { fatalError("stub") }
    /// 406 unless one of `types` is acceptable; the best one.
    public func negotiate(_ types: [String]) throws -> String { fatalError("stub") }
}
/// If-Match / If-None-Match: `*` or a list of tags (RFC 9110 §13.1).
public enum EntityTagCondition: Sendable, Equatable { case any, tags([String])
    /// Strong comparison with the version's tag `"n"`; nil = the resource does not exist.
    public func matches(version: Int64?) -> Bool { fatalError("stub") } }

public struct Route: Sendable {
    public enum Execution: Sendable { case loop, worker }
    public var method: Method, template: String, summary: String, execution: Execution, bodyLimit: Int
    public var allowsHead = true
    public let handler: @Sendable (RequestContext) throws -> Response
    /// `{name}` segments. A literal segment wins over a parameter.
    public init(_ method: Method, _ template: String, summary: String, execution: Execution = .worker, bodyLimit: Int = 0, handler: @escaping @Sendable (RequestContext) throws -> Response) { self.method = method; self.template = template; self.summary = summary; self.execution = execution; self.bodyLimit = bodyLimit; self.handler = handler }
}
public protocol Middleware: Sendable { func respond(to context: RequestContext, next: (RequestContext) throws -> Response) throws -> Response }
/// RFC 7239 / X-Forwarded-* count only from these peers.
public struct TrustedProxies: Sendable { public init(_ entries: [String]) throws { fatalError("stub") }; public func contains(_ address: String) -> Bool { fatalError("stub") } }
public struct RouterConfiguration: Sendable { public var trustedProxies: TrustedProxies, translate: @Sendable (any Error) -> Problem?
    public init(trustedProxies: TrustedProxies, translate: @escaping @Sendable (any Error) -> Problem? = { _ in nil }) { self.trustedProxies = trustedProxies; self.translate = translate } }
/// Slashes collapse, one trailing slash is accepted, 404/405 with Allow, OPTIONS 200 with Allow, HEAD as GET without body where `GET` exists (never a write:
/// routes flagged `headAllowed == false` answer 405). Metrics http_server_requests_seconds by template; X-Request-ID; access log.
public final class Router: RequestHandler {
    public init(routes: [Route], middleware: [any Middleware] = [], configuration: RouterConfiguration, metrics: MetricsRegistry, logger: Logger) { fatalError("stub") }
    public func dispatch(_ head: RequestHead) -> Dispatch { fatalError("stub") }
    public func response(to rejection: Rejection) -> Response { fatalError("stub") }
    /// For tests: the whole way without a socket.
    public func respond(to request: Request) -> Response { fatalError("stub") }
    public var routes: [Route] { fatalError("stub") }
}
public struct Link: Sendable { public let relation: String, href: String, templated: Bool; public init(_ relation: String, _ href: String, templated: Bool = false) { self.relation = relation; self.href = href; self.templated = templated } }
extension Response {
    public static func text(_ status: Status, _ text: String) -> Response { fatalError("stub") }
    public static func json(_ status: Status, _ value: some JSONWritable) -> Response { fatalError("stub") }
    /// HAL item: members of `value`, then `_links`; ETag from version; content type by `negotiate`.
    public static func hal(_ status: Status, _ value: some JSONObjectWritable, links: [Link], version: Int64?, contentType: String) -> Response { fatalError("stub") }
    /// Streams `{"name":[…]}`: `elements` is called with a sink that takes one element at a time; flushed in chunks of about 16 KiB.
    public static func jsonStream(_ name: String, _ elements: @escaping @Sendable (_ emit: (_ write: (inout JSONWriter) -> Void) throws -> Void) throws -> Void) -> Response { fatalError("stub") }
}
