import HTTP
import PrometheusMetrics
import Web

/// `/actuator/prometheus`: all metrics, or those of `includedNames` (comma-separated, repeatable), as Prometheus text or, for
/// who prefers it, as OpenMetrics.
struct PrometheusEndpoint: Sendable {
    let metrics: MetricsRegistry

    var endpoint: Endpoint {
        Endpoint(
            name: "prometheus", operations: [Endpoint.Operation(relation: "prometheus", path: "/prometheus")],
            routes: [
                Endpoint.get(
                    "/prometheus", summary: "Metrics for Prometheus",
                    produces: [ExpositionFormat.prometheus, .openMetrics].map(\.contentType)
                ) { context in
                    try answer(context)
                }
            ])
    }

    private func answer(_ context: RequestContext) throws -> Response {
        let formats = [ExpositionFormat.prometheus, .openMetrics]
        let type = try context.negotiate(formats.map(\.contentType))
        let format = formats.first { $0.contentType == type } ?? .prometheus
        let names = context.queryValues("includedNames").flatMap { $0.split(separator: ",").map(String.init) }
        return Response(
            .ok, headers: ["Content-Type": type],
            body: .bytes(metrics.render(names: names.isEmpty ? nil : Set(names), format: format)))
    }
}
