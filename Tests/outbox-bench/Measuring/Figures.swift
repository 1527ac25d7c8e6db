/// What one measurement gave.
struct Figures: Sendable {
    /// Commits, aggregates or events.
    let perSecond: Double
    /// Seconds of one call.
    let p50: Double
    let p99: Double
    /// Milliseconds of mongod's CPU for each commit, aggregate or event.
    let cpu: Double
    /// For each 1,000 of them.
    let writeConflicts: Double
    let abortedTransactions: Double

    /// - Parameters:
    ///   - unitsPerCall: how many commits, aggregates or events one call is about.
    ///   - calls: seconds of each, not empty.
    init(calls: [Double], unitsPerCall: Int, seconds: Double, server: ServerCounters) throws {
        guard !calls.isEmpty else { throw BenchError("no call came to its end in \(seconds) s") }
        let sorted = calls.sorted()
        let units = Double(calls.count * unitsPerCall)
        perSecond = units / seconds
        p50 = sorted[sorted.count / 2]
        p99 = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
        cpu = Double(server.cpuMicroseconds) / 1000 / units
        writeConflicts = Double(server.writeConflicts) * 1000 / units
        abortedTransactions = Double(server.abortedTransactions) * 1000 / units
    }
}

extension Duration {
    init(seconds: Double) { self = .nanoseconds(Int64(seconds * 1e9)) }
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
