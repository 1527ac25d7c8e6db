import HTTP
import PrometheusMetrics
import StructuredLogging
import Web

@testable import Actuator

/// An actuator behind a router.
struct ActuatorFixture {
    let state = AvailabilityState()
    let metrics = MetricsRegistry(commonLabels: [("application", "orders")])
    let router: Router

    init(
        exposed: Set<String> = ["*"], showDetails: Bool = false, info: [(String, [(String, String)])] = [],
        indicators: [HealthIndicator] = []
    ) throws {
        let actuator = Actuator(
            configuration: ActuatorConfiguration(exposed: exposed, showDetails: showDetails, info: info),
            indicators: indicators, state: state, metrics: metrics)
        let system = LoggingSystem()
        system.setOutput { _ in }
        router = Router(
            routes: actuator.routes, configuration: RouterConfiguration(trustedProxies: .none),
            metrics: MetricsRegistry(), logger: Logger(label: "web", system: system))
        state.setReady(true)
    }

    func get(_ path: String, query: String? = nil, accept: String? = nil, method: Method = .get) -> Response {
        var headers: Headers = ["Host": "localhost:8085"]
        headers["Accept"] = accept
        return router.respond(
            to: Request(
                head: RequestHead(
                    method: method, path: path, query: query, headers: headers, remoteAddress: "127.0.0.1"),
                body: RequestBody(bytes: [])))
    }
}

extension Response {
    var text: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    /// Status, content type and body.
    var summary: [String] { ["\(status.code)", headers["Content-Type"] ?? "", text] }
}

let v3 = "application/vnd.spring-boot.actuator.v3+json"
