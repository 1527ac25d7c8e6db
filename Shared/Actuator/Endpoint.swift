import HTTP
import JSON
import Web

/// One endpoint of the actuator: its routes, and how the index names its operations.
struct Endpoint: Sendable {
    struct Operation: Sendable {
        /// "health", "health-path"
        let relation: String
        /// Below the actuator's own path: "/health", "/health/{*path}"
        let path: String
        var templated: Bool { path.contains("{") }
    }

    /// The name by which it is exposed.
    let name: String
    let operations: [Operation]
    let routes: [Route]

    static let basePath = "/actuator"

    /// The actuator's own media type, or plain JSON for who asks for that.
    static let mediaTypes = ["application/vnd.spring-boot.actuator.v3+json", "application/json"]

    /// A GET below the actuator's path.
    static func get(
        _ path: String, summary: String, execution: Route.Execution = .worker, produces: [String] = mediaTypes,
        handler: @escaping @Sendable (RequestContext) throws -> Response
    ) -> Route {
        Route(.get, basePath + path, summary: summary, execution: execution, produces: produces, handler: handler)
    }
}

extension RequestContext {
    func actuatorJSON(_ value: some JSONWritable, status: Status = .ok) throws -> Response {
        var response = Response.json(status, value)
        response.headers["Content-Type"] = try negotiate(Endpoint.mediaTypes)
        return response
    }
}
