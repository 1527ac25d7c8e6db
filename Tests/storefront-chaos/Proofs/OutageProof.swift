import BSON
import HTTPClient
import Kafka
import KafkaRelay
import Mongo
import StorefrontContracts
import StructuredLogging
import TestSupport
import Threads

/// The broker refuses every connection for a minute while customers are changed at 100 writes/s and more: their events
/// wait in the outbox, and all of them reach the topic once the broker is back.
struct OutageProof {
    let fleet: Fleet

    private static let customers = 200
    private static let rate = 110.0
    private static let outage = Duration.seconds(60)
    /// From the broker's return until the outbox is empty.
    private static let bound = Duration.seconds(10)

    func run() throws -> String {
        guard let relay = fleet.broker.relay else { throw ChaosError("needs a broker behind a relay") }
        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        for write in 1...Self.customers {
            let state = CustomerState(write: write)
            guard case .acknowledged(let answer) = writer.send("POST", "/customers", to: .accounts, body: state.json),
                let id = answer.lastOfLocation
            else { throw ChaosError("a customer was not taken") }
            ledger.acknowledge(new: CustomerRecord(id: id, state: state))
        }
        let check = FinalCheck(
            fleet: fleet, ledger: ledger, comparison: Comparison(reader: writer), finder: FulfillmentFinder(fleet))
        try require(check.run(patience: .seconds(30)).isEmpty, "the customers did not reach orders")

        relay.setRefusing(true)
        relay.cutConnections()
        let begin = ContinuousClock.now
        let ids = ledger.customers.map(\.id)
        let pace = Pace(perSecond: Self.rate)
        let threads = (0..<16).map { number in
            NamedThread("outage-\(number)") {
                // Each customer has one writer, so that the newest of its writes is known.
                let mine = ids.indices.filter { $0 % 16 == number }.map { ids[$0] }
                var write = 0
                while pace.wait(until: begin + Self.outage) {
                    write += 1
                    let id = mine[write % mine.count]
                    let state = CustomerState(write: 1_000 + write)
                    let outcome = writer.send("PUT", "/customers/\(id)", to: .accounts, body: state.json)
                    if case .acknowledged = outcome {
                        ledger.acknowledge(id) { $0.state = state }
                    } else {
                        ledger.report(anomaly: "\(outcome)")
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        let seconds = begin.duration(to: .now).seconds
        let writes = ledger.acknowledged - Self.customers
        try require(ledger.anomalies.isEmpty, "\(ledger.anomalies.count) writes failed: \(ledger.anomalies[0])")
        try require(ledger.retried == 0, "\(ledger.retried) writes were not answered by 2xx at once")
        try require(Double(writes) / seconds >= 100, "only \(writes) writes in \(Int(seconds)) s")

        let waiting = Set(try fleet.waitingEvents(of: .accounts))
        // One for each write; what was on its way in the first moment may have come through.
        try require(
            waiting.count >= writes * 99 / 100,
            "\(waiting.count) events wait after \(writes) writes without a broker")

        let back = ContinuousClock.now
        relay.setRefusing(false)
        let isOut = Waiting.until(back + .seconds(60)) { fleet.waiting(in: .accounts) == 0 }
        let duration = back.duration(to: .now)
        try require(
            isOut && duration <= Self.bound,
            "\(fleet.waiting(in: .accounts)) documents wait, \(duration) after the broker's return")
        let differences = check.run(patience: .seconds(60))
        try require(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(3))")
        let repeated = try published(waiting, writes: writes)
        return
            "\(writes) writes in \(Int(seconds)) s without a broker, all 2xx; \(waiting.count) events waited and were out "
            + "\(duration) after its return, \(repeated) of them more than once; all in orders"
    }

    /// Looks for the events in the topic.
    /// - Returns: how many are there more than once: a record whose acknowledgement was lost is sent again.
    private func published(_ events: Set<String>, writes: Int) throws -> Int {
        let reader = try KafkaTopicReader(
            KafkaConfiguration(bootstrapServers: fleet.broker.bootstrapServers, clientID: "chaos"),
            logger: Logger(label: "chaos.outage"))
        var counts: [String: Int] = [:]
        try reader.read(RecordFaults.topics.customerChange, partitions: Fleet.partitions) { record in
            counts[record.text("ce_id") ?? "", default: 0] += 1
        }
        let lost = events.count { counts[$0] == nil }
        try require(lost == 0, "\(lost) of \(events.count) events that waited are not in the topic")
        try require(
            counts.count == Self.customers + writes,
            "the topic has \(counts.count) events of \(Self.customers + writes) writes")
        return events.count { counts[$0, default: 0] > 1 }
    }
}
