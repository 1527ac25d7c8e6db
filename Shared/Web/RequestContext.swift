public import HTTP
public import StructuredLogging

/// A request on its way through a route. A value; used on the thread that runs the handler.
public struct RequestContext: Sendable {
    private enum Base: Sendable {
        case fixed(ExternalBase)
        case derived(TrustedProxies)
    }

    public internal(set) var request: Request
    /// The route's template.
    public let template: String
    /// Decoded values of the template's parameters.
    public let parameters: [String: String]
    public let requestID: String
    /// Set for a request with an `Idempotency-Key`.
    public var operation: IdempotentOperation?
    /// Bytes of a body that are read at most.
    let bodyLimit: Int
    private let base: Base
    private let baseLogger: Logger

    public init(
        request: Request, template: String, parameters: [String: String], externalBase: ExternalBase,
        requestID: String, logger: Logger
    ) {
        self.request = request
        self.template = template
        self.parameters = parameters
        self.requestID = requestID
        bodyLimit = 1_048_576
        base = .fixed(externalBase)
        baseLogger = logger
    }

    /// External base and logger are made when they are asked for: most requests need neither.
    init(
        request: Request, route: Route, parameters: [String: String], trustedProxies: TrustedProxies,
        requestID: String, logger: Logger
    ) {
        self.request = request
        template = route.template
        self.parameters = parameters
        self.requestID = requestID
        bodyLimit = route.bodyLimit
        base = .derived(trustedProxies)
        baseLogger = logger
    }

    /// The beginning of links to this service, as its client sees it.
    public var externalBase: ExternalBase {
        switch base {
        case .fixed(let base): base
        case .derived(let proxies): ExternalBase(request.head, trusting: proxies)
        }
    }

    /// Its lines carry the request's id.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: LogKey.requestID] = .string(requestID)
        return logger
    }

    /// The value of a parameter of the route's own template; another name is a bug of ours and traps.
    public func parameter(_ name: String) -> String {
        guard let value = parameters[name] else { preconditionFailure("\(template) has no parameter \(name)") }
        return value
    }

    /// The first value of a query parameter, decoded; nil when it is not there.
    public func queryValue(_ name: String) -> String? {
        queryValues(name).first
    }

    /// All values of a query parameter in their order, decoded.
    public func queryValues(_ name: String) -> [String] {
        QueryString(request.head.query).values(name)
    }

    /// True when the request carries a non-empty Accept (Data REST answers a body then).
    public var wantsBody: Bool {
        request.head.headers["Accept"].map { !$0.allSatisfy { $0 == " " || $0 == "\t" } } ?? false
    }

    /// The one of `types` that the client likes best; without Accept the first. Throws 406 when it accepts none, and when
    /// Accept cannot be read.
    public func negotiate(_ types: [String]) throws -> String {
        guard let best = AcceptedTypes(request.head.headers.values("Accept"))?.best(of: types) else {
            throw Problem.notAcceptable(types)
        }
        return best
    }

    /// The answer that a thrown problem becomes, for middleware that keeps answers.
    public func response(to problem: Problem) -> Response {
        problem.response(Problem.Occurrence(request.head, requestID: requestID))
    }
}
