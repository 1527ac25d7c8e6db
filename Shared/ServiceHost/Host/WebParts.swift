import HTTP
import PrometheusMetrics
import Settings
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

    func listener(
        _ key: SettingKey, port: Int, routes: [Route], middleware: [any Middleware] = [], workers: Int
    ) throws -> Listener {
        let router = Router(
            routes: routes, middleware: middleware,
            configuration: RouterConfiguration(
                trustedProxies: settings.trustedProxies, translate: Problem.translated),
            metrics: metrics, logger: logger)
        let address = try SocketAddress(host: settings.address, port: UInt16(port))
        return Listener(
            server: Server(
                configuration: ServerConfiguration(address: address, workers: workers), handler: router,
                logger: logger),
            setting: key.name, address: address.description)
    }
}
