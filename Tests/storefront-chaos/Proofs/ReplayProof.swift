import HTTPClient
import Kafka
import StorefrontContracts
import TestSupport
import Threads

/// A load without faults, then every record of every topic twice more: in order, and shuffled. Every group reads them to
/// the end, and no document may change; keys of requests (a log of their own, not of events) are left out.
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
        try waitUntilQuiet("after the load")
        let known = try known(records.tap)

        let before = try DatabaseDump(fleet)
        let applied = try counts(\.applied)
        try records.repeatAll(RecordFaults.names.flatMap { known[$0] ?? [] })
        var random = SeededGenerator(seed: settings.seed, stream: 2)
        try records.repeatAll(RecordFaults.names.flatMap { known[$0] ?? [] }.shuffled(using: &random))
        try waitUntilApplied(twice: known, since: applied)
        let changed = before.changes(to: try DatabaseDump(fleet))
        try require(changed.isEmpty, "\(changed.count) documents changed: \(changed.prefix(5))")
        let sizes = known.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.count)" }.joined(separator: ", ")
        return "all records of \(ledger.acknowledged) writes delivered twice more, once shuffled (\(sizes)): "
            + "\(before.count) documents byte for byte the same"
    }

    /// Every record of each topic: as many as the services say that they have published.
    private func known(_ tap: TopicTap) throws -> [String: [ConsumerRecord]] {
        let published = try counts(\.published)
        var known: [String: [ConsumerRecord]] = [:]
        for topic in RecordFaults.names {
            let wanted = ServiceName.allCases.reduce(0) { $0 + (published[Place($1, topic)] ?? 0) }
            let areRead = Waiting.until(.now + .seconds(20)) { tap.records(of: topic).count >= wanted }
            known[topic] = tap.records(of: topic)
            try require(
                areRead && wanted > 0, "\(topic): \(known[topic]?.count ?? 0) records read of \(wanted) published")
        }
        return known
    }

    /// Each group says that it has applied as many records more as were repeated, and nothing is on its way.
    private func waitUntilApplied(twice known: [String: [ConsumerRecord]], since before: [Place: Int64]) throws {
        try waitUntilQuiet("after the repetition")
        let now = try counts(\.applied)
        for service in ServiceName.allCases {
            for topic in RecordFaults.names(readBy: service) {
                let more = (now[Place(service, topic)] ?? 0) - (before[Place(service, topic)] ?? 0)
                let wanted = 2 * (known[topic]?.count ?? 0)
                try require(more >= wanted, "\(service.rawValue) applied \(more) of \(wanted) repetitions in \(topic)")
            }
        }
    }

    private func waitUntilQuiet(_ when: String) throws {
        let unfinished = fleet.waitUntilQuiet(by: .now + .seconds(60))
        try require(unfinished.isEmpty, "\(when): \(unfinished.joined(separator: "; "))")
    }

    private struct Place: Hashable {
        let service: ServiceName
        let topic: String

        init(_ service: ServiceName, _ topic: String) {
            self.service = service
            self.topic = topic
        }
    }

    /// One of the services' counts, which begin with the process.
    private func counts(_ counts: KeyPath<EventMovement, [EventMovement.TopicCount]>) throws -> [Place: Int64] {
        var sums: [Place: Int64] = [:]
        for replica in fleet.replicas {
            guard let movement = fleet.movement(of: replica) else {
                throw ChaosError("\(replica.process.name) does not answer")
            }
            for count in movement[keyPath: counts] {
                sums[Place(replica.service, count.topic), default: 0] += count.records
            }
        }
        return sums
    }
}
