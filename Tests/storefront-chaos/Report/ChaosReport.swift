import TestSupport

/// What a run has found.
struct ChaosReport {
    let settings: ChaosSettings
    let acknowledged: Int
    let retried: Int
    let loadSeconds: Double
    let faults: [FaultKind: Int]
    let repeatedRecords: Int
    let settled: [SettlingProbe.Settling]
    /// Faults after which what was acknowledged before their end did not show everywhere within the patience.
    let unsettled: [SettlingProbe.Settling]
    let differences: [Difference]
    let deadLetters: DeadLetterCheck.Result
    /// Refusals that no fault explains, unanswered writes, faults that could not be healed.
    let anomalies: [String]
    /// Services that ended although nobody killed them.
    let ended: [String]
    /// The last complaints of each service.
    let lastWords: [String]

    var isClean: Bool {
        differences.isEmpty && deadLetters.missing.isEmpty && deadLetters.unexpected.isEmpty && anomalies.isEmpty
            && ended.isEmpty && unsettled.isEmpty
    }

    /// Everything that is wrong, a line each.
    var faultLines: [String] {
        differences.map(\.description) + deadLetters.missing.map { "no dead letter: \($0)" }
            + deadLetters.unexpected.map { "unexpected dead letter: \($0)" } + anomalies.map { "anomaly: \($0)" }
            + ended.map { "ended by itself: \($0)" } + unsettled.map { "never settled: \(line($0))" }
    }

    var resultLine: String {
        let kinds = Difference.Kind.allCases.map { kind in
            "\(kind.rawValue) \(differences.count { $0.kind == kind })"
        }
        let counts = FaultKind.allCases.compactMap { kind in faults[kind].map { "\(kind.rawValue) \($0)" } }
        let rate = (Double(acknowledged) / loadSeconds * 10).rounded() / 10
        return
            (["chaos: \(isClean ? "ok" : "FAILED")", "acknowledged \(acknowledged) (\(rate)/s)"] + kinds
            + [
                "anomalies \(anomalies.count + ended.count)", "retried \(retried)",
                "faults \(faults.values.reduce(0, +)) (\(counts.joined(separator: ", ")))",
                "repeated records \(repeatedRecords)",
                "dead letters \(deadLetters.found)"
                    + " (missing \(deadLetters.missing.count), unexpected \(deadLetters.unexpected.count))",
                "settled after a fault p50 \(percentile(0.5)) p99 \(percentile(0.99)), unsettled \(unsettled.count)",
                "seed \(settings.seed)",
            ]).joined(separator: "; ")
    }

    /// Nearest rank, in seconds.
    private func percentile(_ share: Double) -> String {
        let sorted = settled.map(\.duration.seconds).sorted()
        guard !sorted.isEmpty else { return "-" }
        let rank = min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))
        return "\((sorted[rank] * 100).rounded() / 100) s"
    }

    /// The faults that took longest to settle, and what was waited for last.
    var slowestLines: [String] {
        settled.sorted { $0.duration > $1.duration }.prefix(3).map { "slow to settle: \(line($0))" }
    }

    private func line(_ settling: SettlingProbe.Settling) -> String {
        "\(settling.fault.kind.rawValue) of second \(Int(settling.fault.at)): \(Int(settling.duration.seconds)) s, last "
            + (settling.obstacle ?? "nothing")
    }
}
