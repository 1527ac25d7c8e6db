import HTTPClient

/// Waits until all three services say that they are ready, so that a stopped one is named before anything was changed.
struct ReadinessCheck: Sendable {
    let client: FleetClient
    let waiter: Waiter

    static let path = "/actuator/health/readiness"

    /// - Throws: at the timeout, with a sentence for each service that is not ready.
    func wait() throws(ToolFailure) {
        var pending = StorefrontService.allCases
        try waiter.wait(for: "the services are ready") { (time: Duration) throws(ToolFailure) -> Waiter.Look<Void> in
            var obstacles: [Obstacle] = []
            var stillPending: [StorefrontService] = []
            for service in pending {
                guard let obstacle = try obstacle(to: service, timeout: time / pending.count) else { continue }
                obstacles.append(obstacle)
                stillPending.append(service)
            }
            pending = stillPending
            return pending.isEmpty ? .reached(()) : .notYet(obstacles)
        }
    }

    private func obstacle(to service: StorefrontService, timeout: Duration) throws(ToolFailure) -> Obstacle? {
        switch try client.send("GET", service, Self.path, timeout: timeout) {
        case .away(let obstacle): return obstacle
        case .response(let response):
            // 404: a Spring service outside of Kubernetes, or one whose actuator listens elsewhere. It is there; the calls will tell.
            if response.status == 200 || response.status == 404 { return nil }
            return Obstacle(
                "\(service) answers \(response.inShort) at \(client.addresses.url(service, Self.path))",
                isServiceAway: true)
        }
    }
}
