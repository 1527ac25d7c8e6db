import BSON
import Kafka
import Mongo
import StructuredLogging
import TestSupport
import Threads

/// Topics deleted and databases dropped under the running fleet, one after the other. It goes on: what is written from
/// then on arrives everywhere, and the indexes are there again. It converges: after topics were deleted, to everything
/// that was acknowledged; after a database was dropped, to what its service alone did not hold. What an owner has lost
/// stays with the others and is named as `extra`.
struct VanishedProof {
    let fleet: Fleet
    let settings: ChaosSettings

    private static let patience = Duration.seconds(90)

    func run() throws -> String {
        try deleteTopics()
        // A request alone does not bring a shipment back: orders, which knows how far it was, tells it again.
        let missing = try drop(.fulfillment, expecting: ["fulfillment missing"], repaired: [])
        let extra = try drop(
            .orders, expecting: ["accounts extra", "fulfillment extra"],
            repaired: ["accounts extra", "fulfillment extra"])
        let all = ["accounts extra", "fulfillment extra", "orders extra"]
        let extraCustomers = try drop(.accounts, expecting: all, repaired: all) - extra
        let letters = try DeadLetterCheck.run(fleet.broker, expected: [:], patience: .seconds(10))
        try require(letters.unexpected.isEmpty, "given up: \(letters.unexpected.prefix(3))")
        let ended = fleet.replicas.map(\.process).filter { !$0.isRunning }.map(\.name)
        try require(ended.isEmpty, "ended: \(ended)")
        return
            "4 topics deleted under load: all there again; fulfillment's database dropped: \(missing) requests came back "
            + "by a repair; orders': copies came back, \(extra) orders are named as extra; accounts': summaries came back, "
            + "\(extraCustomers) copies of customers are named as extra"
    }

    private func deleteTopics() throws {
        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        let finder = FulfillmentFinder(fleet)
        let admin = try KafkaAdmin(
            KafkaConfiguration(bootstrapServers: fleet.broker.bootstrapServers, clientID: "chaos"),
            logger: Logger(label: "chaos.admin"))
        defer { admin.close() }
        let begin = ContinuousClock.now
        let load = Load(seed: settings.seed, rate: 40, writer: writer, ledger: ledger, finder: finder)
        let threads = load.start(until: begin + .seconds(27))
        for (index, topic) in RecordFaults.names.enumerated() {
            // The services have looked at the ends of the topics, which they do every five seconds.
            Waiting.pause(ContinuousClock.now.duration(to: begin + .seconds(7 + 5 * index)))
            try admin.deleteTopics([topic], timeout: .seconds(20))
        }
        for thread in threads { thread.join() }
        try require(ledger.anomalies.isEmpty, "while topics were deleted: \(ledger.anomalies.prefix(3))")
        let differences = FinalCheck(
            fleet: fleet, ledger: ledger, comparison: Comparison(reader: writer), finder: finder
        ).run(patience: Self.patience)
        try require(
            differences.isEmpty, "\(differences.count) differences after topics were deleted: \(differences.prefix(3))")
    }

    /// - Parameters:
    ///   - expected: what differs once the service has rebuilt what it can by itself.
    ///   - repaired: what still does after `storefront-verify --repair`.
    /// - Returns: how much differed.
    private func drop(_ service: ServiceName, expecting expected: [String], repaired: [String]) throws -> Int {
        let database = fleet.database.database(service.rawValue)
        let indexes = try Self.indexes(of: database)
        try database.drop()
        let begin = ContinuousClock.now
        try goOn(after: service)
        let areBack = Waiting.until(begin + .seconds(30)) { (try? Self.indexes(of: database)) == indexes }
        try require(
            areBack, "\(service.rawValue) has indexes \((try? Self.indexes(of: database)) ?? [:]), had \(indexes)")
        var found = try Verification(fleet, ["--wait", "0"])
        while found.kinds != expected, ContinuousClock.now < begin + Self.patience {
            Waiting.pause(.seconds(1))
            found = try Verification(fleet, ["--wait", "0"])
        }
        try require(
            found.kinds == expected && found.tool.exitCode == 1,
            "after the drop of \(service.rawValue): \(expected) expected, found \(found.kinds): \(found.tool.said)")
        let after = try Verification(fleet, ["--wait", "0", "--repair"])
        try require(
            after.kinds == repaired && after.tool.exitCode == (repaired.isEmpty ? 0 : 1),
            "after the repair of \(service.rawValue): \(repaired) expected, found \(after.kinds): \(after.tool.said)")
        return found.report.differences.count
    }

    /// New customers, from the first moment on, whose writes must all arrive.
    private func goOn(after service: ServiceName) throws {
        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        let finder = FulfillmentFinder(fleet)
        let comparison = Comparison(reader: writer)
        let load = Load(seed: settings.seed, rate: 60, writer: writer, ledger: ledger, finder: finder)
        for thread in load.start(until: .now + .seconds(8)) { thread.join() }
        try require(ledger.anomalies.isEmpty, "after the drop of \(service.rawValue): \(ledger.anomalies.prefix(3))")
        var open = ledger.customers
        let hasConverged = Waiting.until(.now + Self.patience) {
            for customer in open { finder.learn(fulfillmentsOf: customer, ledger) }
            open = open.compactMap { ledger.customer($0.id) }.filter { customer in
                (try? comparison.differences(customer))?.isEmpty != true
            }
            return open.isEmpty
        }
        try require(
            hasConverged,
            "after the drop of \(service.rawValue): \(open.prefix(2).flatMap { (try? comparison.differences($0)) ?? [] })"
        )
    }

    /// Names by collection, of all that have more than their ids.
    private static func indexes(of database: MongoDatabase) throws -> [String: Set<String>] {
        var indexes: [String: Set<String>] = [:]
        for name in try database.collectionIdentities().keys {
            let answer = try database.run(["listIndexes": .string(name)])
            let found = answer["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
            let names = Set(found.compactMap { $0.documentValue?["name"]?.stringValue })
            if names.count > 1 { indexes[name] = names }
        }
        return indexes
    }
}
