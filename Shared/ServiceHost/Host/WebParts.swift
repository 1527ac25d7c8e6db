import HTTP
import PrometheusMetrics
import Sockets
import StructuredLogging
import Web

/// Makes the HTTP servers of a service.
struct WebParts {
    let settings: ServiceSettings
    let metrics: MetricsRegistry
    let logger: Logger

    /// The actuator's own listener has few clients.
    static let managementWorkers = 4

    func server(routes: [Route], middleware: [any Middleware], port: Int, workers: Int) throws -> Server {
        let router = Router(
            routes: routes, middleware: middleware,
            configuration: RouterConfiguration(trustedProxies: settings.trustedProxies, translate: Problem.translated),
            metrics: metrics, logger: logger)
        return Server(
            configuration: ServerConfiguration(
                address: try SocketAddress(host: settings.address, port: UInt16(port)), workers: workers),
            handler: router, logger: logger)
    }
}
