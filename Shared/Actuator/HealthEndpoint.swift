import HTTP
import Web

/// `/actuator/health`, its groups and its components.
struct HealthEndpoint: Sendable {
    let tree: HealthTree

    var endpoint: Endpoint {
        Endpoint(
            name: "health",
            operations: [
                Endpoint.Operation(relation: "health", path: "/health"),
                Endpoint.Operation(relation: "health-path", path: "/health/{*path}"),
            ],
            routes: [
                Endpoint.get("/health", summary: "Health of the service") { context in
                    try context.answer(tree.total())
                },
                // On the loop: an answer that says that the process lives must not wait for busy workers.
                Endpoint.get("/health/liveness", summary: "Whether the process lives", execution: .loop) { context in
                    try context.answer(tree.liveness())
                },
                Endpoint.get("/health/readiness", summary: "Whether the service can take requests") { context in
                    try context.answer(tree.readiness())
                },
                Endpoint.get("/health/{component}", summary: "Health of a component") { context in
                    guard let report = tree.component(context.parameter("component")) else {
                        throw Problem(
                            .notFound, code: "no-such-component",
                            detail: "There is no such component or group of health.")
                    }
                    return try context.answer(report)
                },
            ])
    }
}

extension RequestContext {
    fileprivate func answer(_ report: HealthReport) throws -> Response {
        try actuatorJSON(report, status: report.httpStatus)
    }
}
