import HTTP
import PrometheusMetrics
import Synchronization

/// `http_server_requests_seconds` as Spring Boot 3 labels it: `error` and `exception` (the type of an error that nobody turned
/// into an answer, else "none"), `method`, `outcome`, `status`, `uri` (the route's template, never a path: labels must stay few).
final class RequestMetrics: Sendable {
    private let registry: MetricsRegistry
    /// Paths that lead nowhere, under the name that Spring gives its catch-all.
    let unmatched: RouteTimers
    /// Requests that were refused before they had a path.
    let refused: RouteTimers

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        unmatched = RouteTimers(registry, uri: "/**")
        refused = RouteTimers(registry, uri: "UNKNOWN")
    }

    func timers(template: String) -> RouteTimers {
        RouteTimers(registry, uri: template)
    }
}

/// The timers of one `uri`. They are kept by what tells them apart, so that counting allocates nothing.
final class RouteTimers: Sendable {
    private struct Key: Hashable {
        let method: Method
        let status: Int
        let error: String?
    }

    private let registry: MetricsRegistry
    private let uri: String
    private let timers = Mutex<[Key: Timer]>([:])

    init(_ registry: MetricsRegistry, uri: String) {
        self.registry = registry
        self.uri = uri
    }

    /// `error`: the type's name of an error that nobody knew.
    func record(_ duration: Duration, method: Method, status: Status, error: String?) {
        let method = Self.known.contains(method) ? method : Method(rawValue: "OTHER")
        let key = Key(method: method, status: status.code, error: error)
        let timer = timers.withLock { timers in
            if let timer = timers[key] { return timer }
            let timer = make(key)
            timers[key] = timer
            return timer
        }
        timer.record(duration)
    }

    private func make(_ key: Key) -> Timer {
        registry.timer(
            "http_server_requests_seconds", help: "Answered requests",
            labels: [
                ("error", key.error ?? "none"), ("exception", key.error ?? "none"), ("method", key.method.rawValue),
                ("outcome", Self.outcome(key.status)), ("status", String(key.status)), ("uri", uri),
            ])
    }

    private static let known = Set(RouteTrie.Endpoint.order)

    private static func outcome(_ status: Int) -> String {
        switch status / 100 {
        case 1: "INFORMATIONAL"
        case 2: "SUCCESS"
        case 3: "REDIRECTION"
        case 4: "CLIENT_ERROR"
        case 5: "SERVER_ERROR"
        default: "UNKNOWN"
        }
    }
}

/// A route and its timers.
struct MeteredRoute: Sendable {
    let route: Route
    let timers: RouteTimers
}
