import BSON
import Foundation
import Mongo
import TestSupport
import Threads

/// Differences made by hand in MongoDB: `storefront-verify` finds each, names it and nothing else, asked of the services
/// and read from the databases, and `--repair` mends it. Exit codes and the metrics file say the same.
struct VerifyProof {
    let fleet: Fleet
    let settings: ChaosSettings

    private struct Edit: Sendable {
        let what: String
        let expected: String
        let make: @Sendable (Fleet) throws -> Document
    }

    /// What was changed: the report must name it.
    private struct Document: Sendable {
        let customer: String?
        var order: String?

        init(customer: String?, order: String? = nil) {
            self.customer = customer
            self.order = order
        }

        init(_ request: BSONDocument) {
            self.init(
                customer: request["customerId"]?.stringValue,
                order: request["order"]?.documentValue?["guid"]?.stringValue)
        }
    }

    private static let living: BSONDocument = ["deleted": nil]

    private static let edits = [
        Edit(what: "a customer's copy in orders", expected: "orders local-edit name") { fleet in
            let document = try change(fleet, .orders, "customer.orders", living, ["$set": ["name.lastName": "by hand"]])
            return Document(customer: document["_id"]?.idString)
        },
        Edit(what: "a step of an order's history", expected: "orders behind history") { fleet in
            let order: BSONDocument = ["status": "RECEIVED", "requestedAt": ["$ne": .null]]
            let document = try change(
                fleet, .orders, "customer.orders", ["orders": ["$elemMatch": .document(order)]],
                ["$pop": ["orders.$.orderStatusEvents": 1], "$set": ["orders.$.status": "IN_TRANSIT"]])
            return Document(customer: document["_id"]?.idString)
        },
        Edit(what: "a step that was changed", expected: "orders history history") { fleet in
            let received: BSONDocument = ["orders.0.status": "RECEIVED"]
            let steps = try fleet.collection("customer.orders", of: .orders).findOne(received)?["orders"]?
                .arrayValue?.first?.documentValue?["orderStatusEvents"]?.arrayValue?.count
            guard let steps else { throw ChaosError("the load left no order that was received") }
            // The last one is fulfillment's.
            let document = try change(
                fleet, .orders, "customer.orders",
                ["orders.0.status": "RECEIVED", "orders.0.orderStatusEvents": ["$size": .int32(Int32(steps))]],
                ["$set": ["orders.0.orderStatusEvents.\(steps - 1).note": "by hand"]])
            return Document(customer: document["_id"]?.idString)
        },
        Edit(what: "a fulfillment that is gone", expected: "fulfillment missing") { fleet in
            let requests = fleet.collection("fulfillment.requests", of: .fulfillment)
            guard let document = try requests.findOne(["status": "RECEIVED"]), let id = document["_id"] else {
                throw ChaosError("the load left no fulfillment to remove")
            }
            _ = try requests.delete(["_id": id])
            return Document(document)
        },
        Edit(what: "the address of what is not shipped", expected: "fulfillment local-edit address") { fleet in
            Document(
                try change(
                    fleet, .fulfillment, "fulfillment.requests", ["status": ["$in": ["APPROVED", "PROCESSING"]]],
                    ["$set": ["address.city": "by hand"]]))
        },
        Edit(what: "a part of an address that is gone", expected: "fulfillment unreadable address") { fleet in
            Document(
                try change(
                    fleet, .fulfillment, "fulfillment.requests", ["status": ["$in": ["APPROVED", "PROCESSING"]]],
                    ["$unset": ["address.city": ""]]))
        },
        Edit(what: "how many pieces are to be shipped", expected: "fulfillment local-edit items") { fleet in
            Document(
                try change(
                    fleet, .fulfillment, "fulfillment.requests", ["order.orderItems.0": ["$exists": true]],
                    ["$set": ["order.orderItems.0.quantity": 99]]))
        },
        Edit(what: "the status by which steps select", expected: "orders status status") { fleet in
            let order: BSONDocument = ["status": "RECEIVED", "requestedAt": ["$ne": .null]]
            let document = try change(
                fleet, .orders, "customer.orders", ["orders": ["$elemMatch": .document(order)]],
                ["$set": ["orders.$.status": "APPROVED"]])
            return Document(customer: document["_id"]?.idString)
        },
        Edit(what: "a status in accounts", expected: "accounts status status") { fleet in
            let document = try change(
                fleet, .accounts, "order.summaries", ["fulfillment.orderStatusType": "RECEIVED"],
                ["$set": ["fulfillment.orderStatusType": "RETURNED"]])
            return Document(customer: document["customerId"]?.stringValue, order: document["_id"]?.idString)
        },
    ]

    func run() throws -> String {
        let ledger = Ledger()
        let writer = WriteClient(fleet, ledger)
        let finder = FulfillmentFinder(fleet)
        let load = Load(seed: settings.seed, rate: 80, writer: writer, ledger: ledger, finder: finder)
        for thread in load.start(until: .now + .seconds(12)) { thread.join() }
        try require(ledger.anomalies.isEmpty, "the load: \(ledger.anomalies.prefix(3))")
        try expect(0, [], ["--wait", "60"], "before the first edit")
        for edit in Self.edits {
            let changed = try edit.make(fleet)
            for options in [[], direct] {
                let found = try expect(1, [edit.expected], ["--wait", "0"] + options, edit.what)
                try require(
                    found.report.differences.count == 1
                        && found.report.differences.allSatisfy {
                            $0.customer == changed.customer && (changed.order == nil || $0.order == changed.order)
                        },
                    "\(edit.what): \(changed) was changed: \(found.tool.said)")
            }
            try checkMetrics(edit)
            try expect(0, [], ["--wait", "0", "--repair"], "\(edit.what), repaired")
        }
        try expect(0, [], ["--wait", "0"] + direct, "after the last repair")
        fleet.replicas(of: .fulfillment)[0].process.kill()
        let away = try Verification(fleet, ["--wait", "0"])
        try require(
            away.tool.exitCode == 2 && away.report.failures.contains { $0.hasPrefix("fulfillment does not answer") },
            "without fulfillment: \(away.tool.said)")
        let misused = try Tool("storefront-verify", ["--moon"], folder: fleet.folder)
        try require(misused.exitCode == 64, "an unknown option: \(misused.said)")
        return
            "\(Self.edits.count) edits in \(ledger.customers.count) customers found by the services' word and in the "
            + "databases, named alone and repaired; exit codes 0, 1, 2 and 64"
    }

    private var direct: [String] {
        ["--direct", "--mongodb", "mongodb://127.0.0.1:\(fleet.mongo.port)/?replicaSet=rs0"]
    }

    @discardableResult
    private func expect(
        _ exitCode: Int32, _ kinds: [String], _ options: [String], _ when: String
    ) throws -> Verification {
        let found = try Verification(fleet, options)
        try require(
            found.tool.exitCode == exitCode && found.kinds == kinds,
            "\(when) (\(options.joined(separator: " "))): expected exit code \(exitCode) and \(kinds): \(found.tool.said)"
        )
        return found
    }

    /// The file says 1 where the difference is, and 0 elsewhere.
    private func checkMetrics(_ edit: Edit) throws {
        let file = fleet.folder.appendingPathComponent("storefront.prom")
        try expect(1, [edit.expected], ["--wait", "0", "--metrics", file.path], edit.what)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let differing = lines.filter { $0.hasPrefix("storefront_verify_differences{") && !$0.hasSuffix(" 0.0") }
        let words = edit.expected.split(separator: " ")
        try require(
            differing.count == 1 && differing[0].contains("service=\"\(words[0])\"")
                && differing[0].contains("kind=\"\(words[1])\"") && differing[0].hasSuffix(" 1.0")
                && lines.contains("storefront_verify_exit_code 1.0"),
            "the metrics of \(edit.what): \(lines)")
    }

    /// Changes one document and returns it as it was.
    private static func change(
        _ fleet: Fleet, _ service: ServiceName, _ name: String, _ filter: BSONDocument, _ update: BSONDocument
    ) throws -> BSONDocument {
        let found = try fleet.collection(name, of: service).findOneAndUpdate(
            filter, .document(update), returningNew: false)
        guard let found else { throw ChaosError("the load left nothing in \(name) that matches \(filter)") }
        return found
    }
}
