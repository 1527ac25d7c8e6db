/// How a component, a group or the whole is, the gravest first.
public enum HealthStatus: String, Sendable, CaseIterable {
    case down = "DOWN"
    case outOfService = "OUT_OF_SERVICE"
    case up = "UP"
    case unknown = "UNKNOWN"

    /// The gravest of the members; unknown without any.
    static func aggregate(_ members: some Sequence<HealthStatus>) -> HealthStatus {
        let members = Set(members)
        return allCases.first { members.contains($0) } ?? .unknown
    }

    /// Load balancers and probes go by the status code.
    var isServing: Bool { self == .up || self == .unknown }
}

/// What a check found.
public struct Health: Sendable {
    public var status: HealthStatus
    /// In the order in which they are shown, when they are shown at all (they may tell versions and addresses).
    public var details: [(String, HealthDetail)]

    public init(_ status: HealthStatus, details: [(String, HealthDetail)] = []) {
        self.status = status
        self.details = details
    }

    public init(_ status: HealthStatus, details: [(String, String)]) {
        self.init(status, details: details.map { ($0.0, .text($0.1)) })
    }
}

/// One value of a health's details.
public enum HealthDetail: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    case text(String)
    case integer(Int64)
    case bool(Bool)

    public init(stringLiteral value: String) { self = .text(value) }
}

/// A component of `/actuator/health`.
public struct HealthIndicator: Sendable {
    /// The component's name, camelCase as Spring's ("mongo", "diskSpace").
    public let name: String
    /// False: shown, but never the reason for which the whole is not UP (kafka, by design).
    public let affectsTotal: Bool
    /// Whether the service can only work while this component does.
    public let isReadiness: Bool
    /// Finds out. Called on a worker, never twice at a time, at most once a second; should end within a few seconds.
    public let check: @Sendable () -> Health

    public init(
        _ name: String, affectsTotal: Bool = true, isReadiness: Bool = false, check: @escaping @Sendable () -> Health
    ) {
        self.name = name
        self.affectsTotal = affectsTotal
        self.isReadiness = isReadiness
        self.check = check
    }
}
