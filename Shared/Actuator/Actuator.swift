import JSON
public import PrometheusMetrics
public import Web

/// What the actuator is told.
public struct ActuatorConfiguration: Sendable {
    /// Names of endpoints, or "*" for all; what is not exposed does not exist (404).
    public var exposed: Set<String>
    /// Whether health shows what its checks found beside their status.
    public var showDetails: Bool
    /// Sections and members of `/actuator/info`.
    public var info: [(String, [(String, String)])]

    public init(exposed: Set<String>, showDetails: Bool, info: [(String, [(String, String)])]) {
        self.exposed = exposed
        self.showDetails = showDetails
        self.info = info
    }
}

/// The operator's view of a process, under `/actuator`, in the shapes of Spring Boot's: index, health, info, prometheus.
public struct Actuator: Sendable {
    private let endpoints: [Endpoint]

    /// - Parameter others: beside those that every process has; exposed by the same rule.
    public init(
        configuration: ActuatorConfiguration, indicators: [HealthIndicator], state: AvailabilityState,
        metrics: MetricsRegistry, others: [Endpoint] = []
    ) {
        let tree = HealthTree(indicators, state: state, showDetails: configuration.showDetails)
        let all =
            [
                HealthEndpoint(tree: tree).endpoint,
                InfoEndpoint(info: InfoEndpoint.Info(sections: configuration.info)).endpoint,
                PrometheusEndpoint(metrics: metrics).endpoint,
            ] + others
        endpoints = all.filter { configuration.exposed.contains("*") || configuration.exposed.contains($0.name) }
    }

    /// The index, and the routes of what is exposed.
    public var routes: [Route] {
        let operations = endpoints.flatMap(\.operations)
        let index = Endpoint.get("", summary: "What the actuator offers", execution: .loop) { context in
            try context.actuatorJSON(
                ActuatorIndex(base: context.externalBase.url(Endpoint.basePath), operations: operations))
        }
        return [index] + endpoints.flatMap(\.routes)
    }
}

/// `{"_links":{…}}`; unlike in HAL, `templated` is always there.
private struct ActuatorIndex: JSONWritable {
    let base: String
    let operations: [Endpoint.Operation]

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("_links") { writer in
                writer.object { writer in
                    writeLink("self", base, templated: false, to: &writer)
                    for operation in operations {
                        writeLink(
                            operation.relation, base + operation.path, templated: operation.templated, to: &writer)
                    }
                }
            }
        }
    }

    private func writeLink(_ relation: String, _ href: String, templated: Bool, to writer: inout JSONWriter) {
        writer.member(relation) { writer in
            writer.object { writer in
                writer.member("href", href)
                writer.member("templated", templated)
            }
        }
    }
}
