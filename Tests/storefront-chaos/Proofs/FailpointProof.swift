import BSON
import HTTPClient
import Kafka
import Mongo
import StorefrontContracts
import TestSupport

/// accounts is killed at a chosen place by its own event; after a new start the event has had its effect, once. At the
/// first failpoint the record must be in the topic once, at the second it may be there twice.
struct FailpointProof {
    let fleet: Fleet

    private static let rounds = 20

    func run() throws -> String {
        let records = try RecordFaults(fleet)
        defer { records.stop() }
        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        let comparison = Comparison(reader: writer)
        let accounts = fleet.replicas(of: .accounts)[0]
        var repeated = 0
        for failpoint in ["before-publish", "after-publish"] {
            for round in 1...Self.rounds {
                // What waits from before would meet the failpoint at once.
                try require(
                    Waiting.until(.now + .seconds(20)) { fleet.waiting(in: .accounts) == 0 }, "the outbox stays full")
                accounts.process.kill()
                try accounts.process.start(with: ["STOREFRONT_FAILPOINT": failpoint])
                try fleet.waitUntilReady(accounts)
                let state = CustomerState(write: round)
                // Answered or not: the write is there before the event leaves.
                let answer = try? writer.post("/customers", to: .accounts, body: state.json)
                try require(
                    Waiting.until(.now + .seconds(20)) { !accounts.process.isRunning },
                    "\(failpoint) \(round): accounts was not killed")
                try accounts.process.start()
                try fleet.waitUntilReady(accounts)
                let id = try answer?.lastOfLocation ?? newestCustomer()
                let customer = CustomerRecord(id: id, state: state)
                try require(
                    Waiting.until(.now + .seconds(30)) { (try? comparison.differences(customer))?.isEmpty == true },
                    "\(failpoint) \(round): customer \(id) did not reach orders")
                let key = Array(id.utf8)
                func count() -> Int {
                    records.tap.records(of: RecordFaults.topics.customerChange).count { $0.key == key }
                }
                try require(
                    Waiting.until(.now + .seconds(20)) { count() > 0 && fleet.waiting(in: .accounts) == 0 },
                    "\(failpoint) \(round): \(count()) events in the topic, \(fleet.waiting(in: .accounts)) waiting")
                // Once the outbox is empty nothing more is sent; what was sent is read in a moment.
                Waiting.pause(.milliseconds(300))
                let count = count()
                let limit = failpoint == "before-publish" ? 1 : 2
                try require(
                    (1...limit).contains(count), "\(failpoint) \(round): the event is in the topic \(count) times")
                if count > 1 { repeated += 1 }
            }
        }
        return "killed \(Self.rounds) times before the publish: the event came once, \(Self.rounds) of \(Self.rounds); "
            + "\(Self.rounds) times after it: the effect once (sent again \(repeated) times)"
    }

    /// For a write whose answer died with the service.
    private func newestCustomer() throws -> String {
        let newest = try fleet.collection("customer.accounts", of: .accounts)
            .findAll([:], options: FindOptions(sort: ["_id": -1], limit: 1)).first
        guard let id = newest?["_id"]?.idString else { throw ChaosError("the write is not in the database") }
        return id
    }
}
