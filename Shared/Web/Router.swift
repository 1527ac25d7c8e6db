public import HTTP
public import PrometheusMetrics
public import StructuredLogging

/// Leads each request to its route and turns whatever comes of it into an answer.
///
/// - Paths: slashes collapse, one at the end is accepted; 404 without a route, 400 for a wrong percent-encoding.
/// - Methods: 405 with `Allow`; OPTIONS answers 200 with `Allow`; HEAD runs a GET that allows it, without its body.
/// - Every answer carries `X-Request-ID`, the request's own when it has a sane one; the log and each problem repeat it.
/// - Every request is measured (`http_server_requests_seconds`, by template) and logged at debug level.
///
/// Thread-safe; nothing changes after init.
public final class Router: RequestHandler {
    public let routes: [Route]
    private let middleware: [any Middleware]
    private let configuration: RouterConfiguration
    private let metrics: RequestMetrics
    private let logger: Logger
    private let trie: RouteTrie
    private let timersByTemplate: [String: RouteTimers]

    /// `middleware` stands around the handlers of all routes, the first outermost. Two routes with the same method and path
    /// are a bug of ours and trap.
    public init(
        routes: [Route], middleware: [any Middleware] = [], configuration: RouterConfiguration,
        metrics: MetricsRegistry, logger: Logger
    ) {
        self.routes = routes
        self.middleware = middleware
        self.configuration = configuration
        self.metrics = RequestMetrics(metrics)
        self.logger = logger
        var trie = RouteTrie()
        var timers: [String: RouteTimers] = [:]
        for route in routes {
            let ofTemplate = timers[route.template] ?? self.metrics.timers(template: route.template)
            timers[route.template] = ofTemplate
            trie.add(MeteredRoute(route: route, timers: ofTemplate))
        }
        self.trie = trie
        timersByTemplate = timers
    }

    public func dispatch(_ head: RequestHead) -> Dispatch {
        let exchange = { [metrics, logger] timers in
            Exchange(
                head: head, requestID: RequestID.id(of: head), begun: .now, timers: timers ?? metrics.unmatched,
                logger: logger)
        }
        if head.path == "*" {
            return answer(exchange(nil), head.method == .options ? Self.options(RouteTrie.Endpoint.allMethods) : nil)
        }
        switch trie.match(head.path) {
        case .found(let endpoint, let values):
            let exchange = exchange(timersByTemplate[endpoint.template])
            guard let route = endpoint.route(for: head.method)?.route else {
                return answer(exchange, to: head.method, at: endpoint)
            }
            let parameters =
                values.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: zip(endpoint.parameterNames, values))
            return Dispatch(
                execution: route.execution == .loop ? .loop : .worker,
                bodyLimit: route.bodyLimit == 0 ? Self.ignoredBody : route.bodyLimit
            ) { request in
                self.respond(to: request, exchange, route, parameters)
            }
        case .notFound: return answer(exchange(nil), nil)
        case .malformed:
            return refuse(
                exchange(nil),
                Problem(.badRequest, code: "malformed-path", detail: "The path has a wrong percent-encoding."))
        }
    }

    public func response(to rejection: Rejection) -> Response {
        let (problem, timers) = answer(to: rejection)
        let requestID = RequestID.make()
        timers.record(.zero, method: Method(rawValue: "OTHER"), status: problem.status, error: nil)
        var metadata: Logger.Metadata = [
            LogKey.requestID: .string(requestID), LogKey.responseStatus: .integer(Int64(problem.status.code)),
            "problem.code": .string(problem.code),
        ]
        if let path = rejection.path { metadata[LogKey.urlPath] = .string(path) }
        logger.debug("Refused: \(problem.detail)", metadata: metadata)
        var response = problem.response(
            Problem.Occurrence(path: rejection.path ?? "", requestID: requestID, time: .now(), accept: []))
        response.headers[RequestID.header] = requestID
        return response
    }

    /// The whole way without a socket, on the calling thread.
    public func respond(to request: Request) -> Response {
        dispatch(request.head).respond(request)
    }
}

// MARK: Answers without a route

extension Router {
    /// Bytes of a body that are read though nobody wants them, so that the answer is what the request deserves otherwise.
    private static let ignoredBody = 65_536

    /// The server knows neither routes nor their limits: a body that is too large for nothing is a path that leads nowhere,
    /// and one that is too large for a route is told the limit.
    private func answer(to rejection: Rejection) -> (Problem, RouteTimers) {
        var problem = Problem(rejection.status, code: rejection.code, detail: rejection.detail)
        if rejection.status == .serviceUnavailable { problem.headers["Retry-After"] = "1" }
        guard let path = rejection.path else { return (problem, metrics.refused) }
        guard case .found(let endpoint, _) = trie.match(path) else {
            return (rejection.status.code == 413 ? .noSuchPath : problem, metrics.unmatched)
        }
        if rejection.status.code == 413, let limit = endpoint.routes.values.map(\.route.bodyLimit).max() {
            problem = .bodyTooLarge(limit: limit == 0 ? Self.ignoredBody : limit)
        }
        return (problem, timersByTemplate[endpoint.template] ?? metrics.unmatched)
    }

    private func answer(_ exchange: Exchange, to method: Method, at endpoint: RouteTrie.Endpoint) -> Dispatch {
        if method == .options {
            var response = Self.options(endpoint.allow)
            // RFC 5789 §3.1.
            if endpoint.routes[.patch] != nil {
                response.headers["Accept-Patch"] = "application/merge-patch+json, application/json"
            }
            return answer(exchange, response)
        }
        let problem = Problem(
            .methodNotAllowed, code: "method-not-allowed",
            detail: "\(endpoint.template) does not take this method; it takes \(endpoint.allow).",
            headers: ["Allow": endpoint.allow])
        return refuse(exchange, problem)
    }

    /// nil: there is nothing here.
    private func answer(_ exchange: Exchange, _ response: Response?) -> Dispatch {
        guard let response else {
            return refuse(exchange, .noSuchPath)
        }
        return Dispatch(execution: .loop, bodyLimit: Self.ignoredBody) { _ in exchange.finish(response, error: nil) }
    }

    private func refuse(_ exchange: Exchange, _ problem: Problem) -> Dispatch {
        Dispatch(execution: .loop, bodyLimit: Self.ignoredBody) { _ in
            exchange.finish(exchange.response(to: problem), error: nil)
        }
    }

    private static func options(_ allow: String) -> Response {
        Response(.ok, headers: ["Allow": allow])
    }
}

// MARK: Answers of routes

extension Router {
    private func respond(
        to request: Request, _ exchange: Exchange, _ route: Route, _ parameters: [String: String]
    ) -> Response {
        let context = RequestContext(
            request: request, route: route, parameters: parameters, trustedProxies: configuration.trustedProxies,
            requestID: exchange.requestID, logger: logger)
        do {
            return exchange.finish(try answer(context, route), error: nil) { self.problem(of: $0, context) }
        } catch {
            let (problem, unknown) = problem(of: error, context)
            return exchange.finish(exchange.response(to: problem), error: unknown)
        }
    }

    private func answer(_ context: RequestContext, _ route: Route) throws -> Response {
        // What most clients send needs no look at the types.
        guard let accept = context.request.head.headers["Accept"], accept != "*/*" else {
            return try middleware.respond(to: context, handler: route.handler)
        }
        if !route.produces.isEmpty { _ = try context.negotiate(route.produces) }
        var response = try middleware.respond(to: context, handler: route.handler)
        guard response.status.code < 300, let type = response.headers["Content-Type"] else { return response }
        let offers = type == Response.textType ? Response.textTypes : [type]
        if let best = AcceptedTypes(context.request.head.headers.values("Accept"))?.best(of: offers) {
            response.headers["Content-Type"] = best
        } else if route.method == .get, route.allowsHead {
            // Nothing was written yet, and a streamed answer has not begun.
            throw Problem.notAcceptable(offers)
        }
        return response
    }

    /// The problem, and the type's name of an error that nobody knew.
    private func problem(of error: any Error, _ context: RequestContext) -> (Problem, unknown: String?) {
        let text = Logger.MetadataValue.string(String(describing: error))
        guard let problem = Problem(error, translate: configuration.translate) else {
            let type = String(describing: type(of: error))
            context.logger.error(
                "\(context.request.head.method.rawValue) \(context.template) failed",
                metadata: [LogKey.errorMessage: text, LogKey.errorType: .string(type)])
            return (.internalError, type)
        }
        if problem.status.code >= 500 {
            context.logger.warning(
                "\(context.request.head.method.rawValue) \(context.template): \(problem.detail)",
                metadata: [LogKey.errorMessage: text, "problem.code": .string(problem.code)])
        }
        return (problem, nil)
    }
}
