import BSON
import Foundation
import Mongo
import Outbox

/// A measurement. Each is made in a database of its own that is dropped afterwards.
enum Scenario: Sendable, CaseIterable {
    case commits(threads: Int)
    /// One thread commits 100 aggregates with one call.
    case bulk
    /// The relay works beside the commits.
    case relayed(threads: Int)
    /// All threads change the same customer, the relay works beside them.
    case hot(threads: Int)
    /// The relay alone, over what waits: so many aggregates with one event each in a batch.
    case relay(batch: Int)

    static let allCases: [Scenario] = [
        .commits(threads: 1), .commits(threads: 4), .commits(threads: 16), .bulk, .relayed(threads: 16),
        .hot(threads: 16), .relay(batch: 1), .relay(batch: 100),
    ]

    var name: String {
        switch self {
        case .commits(let threads): "commits, \(threads) thread\(threads == 1 ? "" : "s")"
        case .bulk: "aggregates, 100 a call"
        case .relayed(let threads): "commits, \(threads) threads, relayed"
        case .hot(let threads): "one customer, \(threads) threads"
        case .relay(let batch): "relay and prune, \(batch) at once"
        }
    }

    var subjects: [Subject] {
        switch self {
        case .commits, .bulk: Subject.allCases
        case .relayed, .hot, .relay: [.inDocument, .inTransaction]
        }
    }

    /// Customers of each thread. Without a relay their events stay, so no customer is to come up often.
    private static let customersPerThread = 1000

    func measure(_ subject: Subject, _ client: MongoClient, seconds: Double) throws -> Figures {
        let database = client.database("outbox_bench_" + UUID().uuidString.prefix(8).lowercased())
        defer { try? database.drop() }
        let design = subject.design(client, database: database)
        try design.prepare()
        switch self {
        case .commits(let threads):
            return try commits(subject, design, client, threads: threads, seconds: seconds, relay: nil)
        case .relayed(let threads):
            let relay = CheckingRelay(design)
            let figures = try commits(subject, design, client, threads: threads, seconds: seconds, relay: relay)
            try Self.proveAllPublished(design, relay)
            return figures
        case .bulk: return try bulk(subject, design, client, seconds: seconds)
        case .hot(let threads): return try hot(design, client, threads: threads, seconds: seconds)
        case .relay(let batch): return try relay(design, client, batch: batch)
        }
    }

    private func commits(
        _ subject: Subject, _ design: any OutboxDesign, _ client: MongoClient, threads: Int, seconds: Double,
        relay: CheckingRelay?
    ) throws -> Figures {
        let own = Self.customersPerThread
        let workload = try Workload(count: threads * own, into: design.aggregates)
        return try TimedCalls(threads: threads, unitsPerCall: 1, seconds: seconds, client: client).run {
            thread, calls in
            let change = workload.change(
                thread * own + calls % own, to: Int64(2 + calls / own), withEvent: subject.carriesEvents)
            guard try design.commit([change]) else { throw BenchError("a commit was refused that nobody disputed") }
            relay?.tell(DocumentKey(BSONValue(id: change.id)))
        }
    }

    private func bulk(
        _ subject: Subject, _ design: any OutboxDesign, _ client: MongoClient, seconds: Double
    ) throws -> Figures {
        let size = 100
        let workload = try Workload(count: 100 * size, into: design.aggregates)
        return try TimedCalls(threads: 1, unitsPerCall: size, seconds: seconds, client: client).run { _, calls in
            let first = calls % 100 * size
            let changes = (first..<first + size).map {
                workload.change($0, to: Int64(2 + calls / 100), withEvent: subject.carriesEvents)
            }
            guard try design.commit(changes) else { throw BenchError("a commit was refused that nobody disputed") }
        }
    }

    /// A call is what a use case does: load, decide, commit, and again when it was stale.
    private func hot(
        _ design: any OutboxDesign, _ client: MongoClient, threads: Int, seconds: Double
    ) throws -> Figures {
        let workload = try Workload(count: 1, into: design.aggregates)
        let id = BSONValue(id: workload.ids[0])
        let relay = CheckingRelay(design)
        let figures = try TimedCalls(threads: threads, unitsPerCall: 1, seconds: seconds, client: client).run { _, _ in
            while true {
                let options = FindOptions(projection: ["outbox": 0])
                let version = try design.aggregates.findOne(["_id": id], options: options)?["version"]?.integerValue
                if try design.commit([workload.change(0, to: (version ?? 0) + 1, withEvent: true)]) { break }
            }
            relay.tell(DocumentKey(id))
        }
        try Self.proveAllPublished(design, relay)
        return figures
    }

    private func relay(_ design: any OutboxDesign, _ client: MongoClient, batch: Int) throws -> Figures {
        let count = batch == 1 ? 500 : 5000
        let workload = try Workload(count: count, into: design.aggregates)
        for first in stride(from: 0, to: count, by: 100) {
            let changes = (first..<min(first + 100, count)).map { workload.change($0, to: 2, withEvent: true) }
            guard try design.commit(changes) else { throw BenchError("a commit was refused that nobody disputed") }
        }
        let clock = ContinuousClock()
        var calls: [Double] = []
        let begin = clock.now
        let before = try ServerCounters.now(client)
        let keys = try design.waiting(atMost: count)
        for first in stride(from: 0, to: count, by: batch) {
            let start = clock.now
            let found = try design.events(of: Array(keys[first..<min(first + batch, keys.count)]))
            try design.remove(found.map { ($0.key, $0.events.map(\.id)) })
            calls.append(start.duration(to: clock.now).seconds)
        }
        let after = try ServerCounters.now(client)
        let seconds = begin.duration(to: clock.now).seconds
        guard keys.count == count, try design.waiting(atMost: 1).isEmpty else {
            throw BenchError("the relay did not get at every event")
        }
        return try Figures(calls: calls, unitsPerCall: batch, seconds: seconds, server: after - before)
    }

    /// Every version of every customer was published, and nothing waits.
    private static func proveAllPublished(_ design: any OutboxDesign, _ relay: CheckingRelay) throws {
        let published = try relay.finish()
        var committed: Int64 = 0
        try design.aggregates.find([:], options: FindOptions(projection: ["version": 1])) { document in
            committed += (document["version"]?.integerValue ?? 0) - 1
            return true
        }
        guard Int64(published) == committed, try design.waiting(atMost: 1).isEmpty else {
            throw BenchError("\(committed) commits, but \(published) events")
        }
    }
}
