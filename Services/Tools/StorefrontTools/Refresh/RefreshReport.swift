/// Everything that a run found out.
struct RefreshReport: Sendable, Equatable {
    let addresses: FleetAddresses
    var run = RefreshRun()
    var calls: [CallRecord] = []
    /// What the services said at the end; nil when the run did not come so far.
    var snapshot: FleetSnapshot?
    /// How long the last check took until they agreed; nil when they do not.
    var agreedAfter: Duration?
    /// Why the run did not come to its end.
    var failures: [String] = []
    /// How the services differ at its end.
    var differences: [String] = []

    init(addresses: FleetAddresses) {
        self.addresses = addresses
    }

    var isConsistent: Bool { agreedAfter != nil && failures.isEmpty && differences.isEmpty }

    /// What was not compared, and why.
    var notes: [String] {
        var notes: [String] = []
        for service in StorefrontService.allCases where run.legacyServices.contains(service) {
            notes.append("\(service) answers only to GET, as a Spring service does")
        }
        if !run.keepsOrderCounts { notes.append("accounts' order summaries were not compared") }
        if run.legacyServices.contains(.fulfillment) {
            notes.append("of fulfillment's histories only the last status was compared")
        }
        return notes
    }
}
