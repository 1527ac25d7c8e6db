/// Reads what the services say, each by its summary.
struct SnapshotReader: Sendable {
    let client: FleetClient

    enum Reading<Value: Sendable>: Sendable {
        case value(Value)
        case obstacles([Obstacle])
    }

    func customers(
        of service: StorefrontService, timeout: Duration
    ) throws(ToolFailure) -> FleetClient.Reading<CustomersView> {
        try client.read(from: service, service.summaryPath, timeout: timeout)
    }

    func fulfillments(timeout: Duration) throws(ToolFailure) -> FleetClient.Reading<FulfillmentsView> {
        try client.read(from: .fulfillment, StorefrontService.fulfillment.summaryPath, timeout: timeout)
    }

    /// All three, and accounts' count of orders for the customers of the run.
    func snapshot(of run: RefreshRun, timeout: Duration) throws(ToolFailure) -> Reading<FleetSnapshot> {
        var snapshot = FleetSnapshot()
        var obstacles: [Obstacle] = []
        switch try customers(of: .accounts, timeout: timeout) {
        case .value(let customers): snapshot.accounts = customers
        case .obstacle(let obstacle): obstacles.append(obstacle)
        }
        switch try customers(of: .orders, timeout: timeout) {
        case .value(let customers): snapshot.orders = customers
        case .obstacle(let obstacle): obstacles.append(obstacle)
        }
        switch try fulfillments(timeout: timeout) {
        case .value(let fulfillments): snapshot.fulfillment = fulfillments
        case .obstacle(let obstacle): obstacles.append(obstacle)
        }
        if obstacles.isEmpty { obstacles = try readCounts(of: run, into: &snapshot, timeout: timeout) }
        return obstacles.isEmpty ? .value(snapshot) : .obstacles(obstacles)
    }

    private func readCounts(
        of run: RefreshRun, into snapshot: inout FleetSnapshot, timeout: Duration
    ) throws(ToolFailure) -> [Obstacle] {
        guard run.keepsOrderCounts else { return [] }
        var counts: [String: OrderCountsView] = [:]
        for id in run.customers {
            switch try client.read(
                OrderCountsView.self, from: .accounts, "/customers/\(id)/order-summary", timeout: timeout)
            {
            case .value(let view): counts[id] = view
            case .obstacle(let obstacle): return [obstacle]
            }
        }
        snapshot.orderCounts = counts
        return []
    }
}
