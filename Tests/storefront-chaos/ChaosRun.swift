import Foundation
import TestSupport
import Threads

/// One run: start, load and faults together, healing, check.
struct ChaosRun {
    let settings: ChaosSettings
    let folder: URL

    func run() throws -> ChaosReport {
        let fleet = try Fleet(settings, folder: folder)
        defer { fleet.stop() }
        try fleet.start()
        let records = try RecordFaults(fleet)
        defer { records.stop() }

        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        let finder = FulfillmentFinder(fleet)
        let comparison = Comparison(reader: writer)
        let probe = SettlingProbe(ledger, comparison, finder)
        probe.start()
        let injector = FaultInjector(fleet, records) { probe.faultEnded($0) }

        let begin = ContinuousClock.now
        let end = begin + Duration(seconds: settings.duration)
        let load = Load(seed: settings.seed, rate: settings.rate, writer: writer, ledger: ledger, finder: finder)
        let threads = load.start(until: end)
        injector.run(FaultPlan(settings), from: begin)
        for thread in threads { thread.join() }
        let loadSeconds = begin.duration(to: .now).seconds
        say("load over after \(Int(loadSeconds)) s, \(ledger.acknowledged) writes acknowledged")

        if settings.keepsFolder {
            for line in injector.timeline { say(line) }
        }

        // What has failed already is not waited for again and again: the report must come out before somebody loses patience.
        let isUp = fleet.replicas.allSatisfy(\.process.isRunning)
        let patience = isUp ? settings.patience : .seconds(10)
        let (settled, unsettled) = probe.finish(by: .now + patience)
        let check = FinalCheck(fleet: fleet, ledger: ledger, comparison: comparison, finder: finder)
        var differences = check.run(patience: unsettled.isEmpty ? patience : min(patience, .seconds(30)))
        let unfinished = differences.isEmpty ? fleet.waitUntilQuiet(by: .now + patience) : []
        let deadLetters = try DeadLetterCheck.run(
            fleet.broker, expected: records.expectedDeadLetters, patience: .seconds(60))
        // Once more all of them, now that nothing comes any more: what came late may have spoiled who had agreed.
        if differences.isEmpty { differences = check.run(patience: .seconds(30)) }
        if settings.sabotage != nil {
            let broken = fleet.replicas(of: .fulfillment).flatMap { sabotages(of: $0.process) }
            if broken.isEmpty { throw ChaosError("the sabotage did not take place") }
            for sabotage in broken { say(sabotage) }
        }
        return ChaosReport(
            settings: settings, acknowledged: ledger.acknowledged, retried: ledger.retried, loadSeconds: loadSeconds,
            faults: injector.counts, repeatedRecords: records.repeatedRecords, settled: settled, unsettled: unsettled,
            differences: differences, deadLetters: deadLetters,
            anomalies: ledger.anomalies + injector.failures + unfinished,
            ended: fleet.replicas.map(\.process).filter { !$0.isRunning }.map(\.name),
            lastWords: fleet.replicas.flatMap { lastWords(of: $0.process) })
    }

    /// "sabotage: drop of GUID SEQUENCE on TOPIC", of each event that was broken.
    private func sabotages(of process: ChildProcess) -> [String] {
        process.logText.split(separator: "\n").compactMap { line in
            line.range(of: "sabotage: ").map { line[$0.lowerBound...].prefix { $0 != "\"" } }.map(String.init)
        }
    }

    /// Where nobody can look at the logs afterwards, these lines are what is left of them.
    private func lastWords(of process: ChildProcess) -> [String] {
        process.logText.split(separator: "\n")
            .filter { $0.contains(#""log.level":"warn"#) || $0.contains(#""log.level":"error""#) || !$0.hasPrefix("{") }
            .suffix(5).map { "\(process.name): \($0.prefix(600))" }
    }

    /// At once, also into a file: whoever ends this run sees how far it was.
    private func say(_ text: String) {
        print("# \(text)")
        fflush(nil)
    }
}
