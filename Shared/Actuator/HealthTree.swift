/// The components of the process and its two groups.
///
/// - The whole: the gravest of the components that count, and of the process's state.
/// - `liveness`: the state alone. A database that is away is no reason for a restart.
/// - `readiness`: the state, and the components without which the service cannot work. OUT_OF_SERVICE when one of them is not
///   well: the process is, but should get no requests.
struct HealthTree: Sendable {
    private static let livenessState = "livenessState"
    private static let readinessState = "readinessState"

    private let checks: [CachedCheck]
    private let state: AvailabilityState
    private let showDetails: Bool

    init(_ indicators: [HealthIndicator], state: AvailabilityState, showDetails: Bool) {
        checks = indicators.sorted { $0.name < $1.name }.map { CachedCheck($0) }
        self.state = state
        self.showDetails = showDetails
    }

    /// Blocks while checks run.
    func total() -> HealthReport {
        var counted = [state.liveness.status, state.readiness.status]
        var components = [
            (name: Self.livenessState, report: report(state.liveness)),
            (name: Self.readinessState, report: report(state.readiness)),
        ]
        for check in checks {
            let health = check.health()
            if check.indicator.affectsTotal { counted.append(health.status) }
            components.append((check.indicator.name, report(health)))
        }
        return HealthReport(
            status: .aggregate(counted), components: components.sorted { $0.name < $1.name },
            groups: ["liveness", "readiness"])
    }

    /// Does not block.
    func liveness() -> HealthReport {
        HealthReport(
            status: state.liveness.status, components: [(Self.livenessState, report(state.liveness))])
    }

    /// Blocks while checks run.
    func readiness() -> HealthReport {
        var components = [(name: Self.readinessState, report: report(state.readiness))]
        for check in checks where check.indicator.isReadiness {
            components.append((check.indicator.name, report(check.health())))
        }
        return HealthReport(
            status: .aggregate(components.map(\.report.status)), components: components.sorted { $0.name < $1.name })
    }

    /// nil when there is no such component. Blocks while its check runs.
    func component(_ name: String) -> HealthReport? {
        switch name {
        case Self.livenessState: report(state.liveness)
        case Self.readinessState: report(state.readiness)
        default: checks.first { $0.indicator.name == name }.map { report($0.health()) }
        }
    }

    private func report(_ health: Health) -> HealthReport {
        HealthReport(status: health.status, details: showDetails ? health.details : [])
    }
}
