public import PrometheusMetrics
public import Web
// STUB: the agreed interface; replaced by real files.

public enum HealthStatus: String, Sendable, CaseIterable { case down = "DOWN", outOfService = "OUT_OF_SERVICE", up = "UP", unknown = "UNKNOWN" }
public struct Health: Sendable { public var status: HealthStatus, details: [(String, String)]; public init(_ status: HealthStatus, details: [(String, String)] = []) { self.status = status; self.details = details } }
/// A component of /actuator/health. `affectsTotal` false: shown, but never makes the sum DOWN (kafka, by design). Checks are cached for a second.
public struct HealthIndicator: Sendable { public let name: String, affectsTotal: Bool, isReadiness: Bool; public let check: @Sendable () -> Health
    public init(_ name: String, affectsTotal: Bool = true, isReadiness: Bool = false, check: @escaping @Sendable () -> Health) { self.name = name; self.affectsTotal = affectsTotal; self.isReadiness = isReadiness; self.check = check } }
/// The state of the process: starting → ready → stopping; broken.
public final class AvailabilityState: Sendable { public init() {}; public func setReady(_ ready: Bool) { fatalError("stub") }; public func setBroken() { fatalError("stub") }; public var isReady: Bool { fatalError("stub") } }
public struct ActuatorConfiguration: Sendable { public var exposed: Set<String>, showDetails: Bool, info: [(String, [(String, String)])]
    /// `exposed` contains endpoint names or "*".
    public init(exposed: Set<String>, showDetails: Bool, info: [(String, [(String, String)])]) { self.exposed = exposed; self.showDetails = showDetails; self.info = info } }
public struct Actuator: Sendable {
    public init(configuration: ActuatorConfiguration, indicators: [HealthIndicator], state: AvailabilityState, metrics: MetricsRegistry) { fatalError("stub") }
    public var routes: [Route] { fatalError("stub") }
}
