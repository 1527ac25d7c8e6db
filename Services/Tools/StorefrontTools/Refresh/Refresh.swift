/// The seven calls, each followed by a wait for what the next one needs, and the check at the end.
struct Refresh: Sendable {
    let options: RefreshOptions
    let client: FleetClient
    let console: Console

    private var waiter: Waiter { Waiter(clock: client.clock, timeout: options.timeout, onWait: tell) }
    private var runner: CallRunner { CallRunner(client: client, timeout: options.timeout, onWait: tell) }
    private var reader: SnapshotReader { SnapshotReader(client: client) }

    @Sendable private func tell(_ obstacles: [Obstacle]) {
        for sentence in obstacles.map(\.sentence).abridged(to: 5) { console.note("waiting: \(sentence)") }
    }

    /// Never throws: what went wrong is in the report.
    func run() -> RefreshReport {
        var report = RefreshReport(addresses: options.addresses)
        do throws(ToolFailure) {
            try run(&report)
        } catch {
            report.failures = error.sentences
        }
        return report
    }

    private func run(_ report: inout RefreshReport) throws(ToolFailure) {
        try ReadinessCheck(client: client, waiter: waiter).wait()
        if options.resets { try reset(&report) }
        let before = Set(try accountsCustomers().customers.map(\.id))
        for call in SampleCall.allCases {
            var record = try runner.run(
                number: call.rawValue, call.service, call.path, nothingToDo: call.nothingToDo)
            if record.method == "GET" { report.run.legacyServices.insert(call.service) }
            do throws(ToolFailure) {
                if let pause = options.pause {
                    add(record, to: &report)
                    client.clock.pause(for: pause)
                    try follow(call, before: before, &report.run)
                } else {
                    let answered = client.clock.now
                    defer { add(record, to: &report) }
                    try follow(call, before: before, &report.run)
                    record.consistentAfter = client.clock.now - answered
                }
            } catch {
                throw ToolFailure(["after call \(call.rawValue):"] + error.sentences)
            }
        }
        try check(&report)
    }

    private func add(_ record: CallRecord, to report: inout RefreshReport) {
        report.calls.append(record)
        if !options.printsJSON { console.print(record.line) }
    }

    /// Learns what the call made and, unless there are pauses instead, waits until the others know of it.
    private func follow(
        _ call: SampleCall, before: Set<String>, _ run: inout RefreshRun
    ) throws(ToolFailure) {
        let waits = options.pause == nil
        switch call {
        case .createCustomers:
            let accounts = try accountsCustomers()
            run.customers = accounts.customers.map(\.id).filter { !before.contains($0) }
            guard !run.customers.isEmpty else {
                throw ToolFailure("accounts has no customer that was not there before the call")
            }
            guard waits else { return }
            let agreement = Agreement(run: run)
            try waitForOrders("orders has the customers of this run") {
                agreement.customers(accounts: accounts, orders: $0)
            }
        case .addOrders:
            let agreement = Agreement(run: run)
            let orders = try waitForOrders("each customer of this run has orders") {
                waits ? agreement.orders($0) : []
            }
            for customer in orders.customers where run.customers.contains(customer.id) {
                run.sentOrders[customer.id] = customer.orders.filter { $0.status == "APPROVED" }.map(\.guid)
            }
        case .requestFulfillment:
            guard waits else { return }
            let agreement = Agreement(run: run)
            try waitForFulfillment("fulfillment has the approved orders of this run") { agreement.requests($0) }
        case .process, .ship, .moveInTransit, .receive:
            guard waits, let status = call.status else { return }
            let agreement = Agreement(run: run)
            try waitForFulfillment("fulfillment has the status \(status)") { agreement.status(status, in: $0) }
            try waitForOrders("orders has the status \(status)") { agreement.status(status, in: $0) }
        }
    }

    /// Waits until all three services agree. At the timeout the report has what they said last, and how it differs.
    private func check(_ report: inout RefreshReport) throws(ToolFailure) {
        let agreement = Agreement(run: report.run)
        let started = client.clock.now
        var last: FleetSnapshot?
        var differences: [String] = []
        do throws(ToolFailure) {
            try waiter.wait(for: "the three services agree") {
                (time: Duration) throws(ToolFailure) -> Waiter.Look<Void> in
                switch try reader.snapshot(of: agreement.run, timeout: time) {
                case .obstacles(let obstacles):
                    differences = []
                    return .notYet(obstacles)
                case .value(let snapshot):
                    last = snapshot
                    differences = agreement.all(snapshot)
                    return differences.isEmpty ? .reached(()) : .notYet(differences.map { Obstacle($0) })
                }
            }
            report.agreedAfter = client.clock.now - started
        } catch {
            // Differences are told with the tables; anything else is a failure.
            if differences.isEmpty { report.failures = error.sentences }
        }
        report.snapshot = last
        report.differences = differences
    }

    private func reset(_ report: inout RefreshReport) throws(ToolFailure) {
        let known = Set(try accountsCustomers().customers.map(\.id))
        try reset(.accounts, &report)
        // The deletions must not come after orders was emptied: they would be of customers that it does not know.
        try waitForOrders("orders knows of the deletions") { orders in
            orders.customers.map(\.id).filter(known.contains).map { "customer \($0) is still in orders" }
        }
        try reset(.orders, &report)
        try reset(.fulfillment, &report)
        try waitForOrders("orders is empty") {
            $0.customers.isEmpty ? [] : ["orders has \($0.customers.count) customers"]
        }
        try waitForFulfillment("fulfillment is empty") {
            $0.fulfillments.isEmpty ? [] : ["fulfillment has \($0.fulfillments.count) requests"]
        }
    }

    private func reset(_ service: StorefrontService, _ report: inout RefreshReport) throws(ToolFailure) {
        add(try runner.run(number: nil, service, "/sample/reset", fallsBackToGET: false), to: &report)
    }

    private func accountsCustomers() throws(ToolFailure) -> CustomersView {
        try waitForCustomers(of: .accounts, "accounts tells its customers") { _ in [] }
    }

    @discardableResult
    private func waitForOrders(
        _ goal: String, differences: (CustomersView) -> [String]
    ) throws(ToolFailure) -> CustomersView {
        try waitForCustomers(of: .orders, goal, differences: differences)
    }

    private func waitForCustomers(
        of service: StorefrontService, _ goal: String, differences: (CustomersView) -> [String]
    ) throws(ToolFailure) -> CustomersView {
        try waiter.wait(for: goal) { (time) throws(ToolFailure) in
            try Self.look(at: reader.customers(of: service, timeout: time), differences: differences)
        }
    }

    private func waitForFulfillment(
        _ goal: String, differences: (FulfillmentsView) -> [String]
    ) throws(ToolFailure) {
        _ = try waiter.wait(for: goal) { (time) throws(ToolFailure) in
            try Self.look(at: reader.fulfillments(timeout: time), differences: differences)
        }
    }

    private static func look<View>(
        at reading: FleetClient.Reading<View>, differences: (View) -> [String]
    ) -> Waiter.Look<View> {
        switch reading {
        case .obstacle(let obstacle): return .notYet([obstacle])
        case .value(let view):
            let found = differences(view)
            return found.isEmpty ? .reached(view) : .notYet(found.map { Obstacle($0) })
        }
    }
}
