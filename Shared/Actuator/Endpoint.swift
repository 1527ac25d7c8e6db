public import HTTP
public import JSON
public import Web

/// One endpoint of the actuator: its routes, and how the index names its operations.
public struct Endpoint: Sendable {
    public struct Operation: Sendable {
        /// "health", "health-path"
        let relation: String
        /// Below the actuator's own path: "/health", "/health/{*path}"
        let path: String
        var templated: Bool { path.contains("{") }

        public init(relation: String, path: String) {
            self.relation = relation
            self.path = path
        }
    }

    /// The name by which it is exposed.
    let name: String
    let operations: [Operation]
    let routes: [Route]

    public init(name: String, operations: [Operation], routes: [Route]) {
        self.name = name
        self.operations = operations
        self.routes = routes
    }

    static let basePath = "/actuator"

    /// The actuator's own media type, or plain JSON for who asks for that.
    public static let mediaTypes = ["application/vnd.spring-boot.actuator.v3+json", "application/json"]

    /// A GET below the actuator's path.
    public static func get(
        _ path: String, summary: String, execution: Route.Execution = .worker, produces: [String] = mediaTypes,
        handler: @escaping @Sendable (RequestContext) throws -> Response
    ) -> Route {
        Route(.get, basePath + path, summary: summary, execution: execution, produces: produces, handler: handler)
    }

    /// A POST below the actuator's path, on a worker.
    public static func post(
        _ path: String, summary: String, bodyLimit: Int,
        handler: @escaping @Sendable (RequestContext) throws -> Response
    ) -> Route {
        Route(.post, basePath + path, summary: summary, bodyLimit: bodyLimit, produces: mediaTypes) { context in
            try context.refuseEntityTags()
            return try handler(context)
        }
    }
}

extension RequestContext {
    /// An answer in the type that the client prefers.
    public func actuatorJSON(_ value: some JSONWritable, status: Status = .ok) throws -> Response {
        var response = Response.json(status, value)
        response.headers["Content-Type"] = try negotiate(Endpoint.mediaTypes)
        return response
    }
}
