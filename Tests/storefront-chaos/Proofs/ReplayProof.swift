import HTTPClient
import Kafka
import TestSupport
import Threads

/// A load without faults, then every record of every topic twice more: in order, and shuffled. No document may change;
/// keys of requests (a log of their own, not of events) are left out.
struct ReplayProof {
    let fleet: Fleet
    let settings: ChaosSettings

    func run() throws -> String {
        let records = try RecordFaults(fleet)
        defer { records.stop() }
        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        let finder = FulfillmentFinder(fleet)
        let load = Load(seed: settings.seed, rate: 60, writer: writer, ledger: ledger, finder: finder)
        for thread in load.start(until: .now + .seconds(20)) { thread.join() }
        let check = FinalCheck(
            fleet: fleet, ledger: ledger, comparison: Comparison(reader: writer), finder: finder)
        let differences = check.run(patience: .seconds(60))
        try require(differences.isEmpty, "the load did not converge: \(differences.prefix(3))")
        Waiting.pause(.seconds(3))

        let before = try DatabaseDump(fleet)
        let known = RecordFaults.names.flatMap { records.tap.records(of: $0) }
        try records.repeatAll(known)
        var random = SeededGenerator(seed: settings.seed, stream: 2)
        try records.repeatAll(known.shuffled(using: &random))
        // A change of today behind all repetitions: when it has arrived everywhere, so have they.
        try marker(writer, ledger, check)
        let after = try DatabaseDump(fleet, without: Set(ledger.customers.map(\.id)).subtracting(before.customers))
        let changed = before.changes(to: after)
        try require(changed.isEmpty, "\(changed.count) documents changed: \(changed.prefix(5))")
        return "\(known.count) records of \(ledger.acknowledged) writes delivered twice more, once shuffled: "
            + "\(before.count) documents byte for byte the same"
    }

    /// Customers of all partitions.
    private func marker(_ writer: WriteClient, _ ledger: Ledger, _ check: FinalCheck) throws {
        for write in 1...12 {
            let state = CustomerState(write: write)
            guard case .acknowledged(let answer) = writer.send("POST", "/customers", to: .accounts, body: state.json),
                let id = answer.lastOfLocation
            else { throw ChaosError("the marker was not taken") }
            ledger.acknowledge(new: CustomerRecord(id: id, state: state))
        }
        let differences = check.run(patience: .seconds(60))
        try require(differences.isEmpty, "after the repetition: \(differences.prefix(3))")
        Waiting.pause(.seconds(3))
    }
}
