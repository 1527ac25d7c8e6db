import BSON
import HTTPClient
import Mongo
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@testable import StorefrontTools

@Suite(.enabled(if: TestMongo.isAvailable(for: "ReplayTests")), .serialized)
struct ReplayTests {
    private static let count = 60

    /// Customers with a history: changed, deleted, and most of them just made. Returns the copies that orders shows.
    private func seed(_ fleet: TestFleet) throws -> [String: String] {
        var ids: [String] = []
        for _ in 0..<Self.count {
            let answer = try fleet.accounts.send("POST", "/customers", Samples.customer, expect: 201)
            ids.append(try #require(answer.header("Location")?.split(separator: "/").last.map(String.init)))
        }
        for name in ["Byron", "Noel", "King"] {
            try fleet.accounts.send(
                "PATCH", "/customers/\(ids[3])", #"{"name":{"lastName":"\#(name)"}}"#,
                type: "application/merge-patch+json")
        }
        try fleet.accounts.send("DELETE", "/customers/\(ids[7])", expect: 204)
        #expect(try fleet.verify().exitCode == 0)
        return try copies(fleet, ids)
    }

    private func copies(_ fleet: TestFleet, _ ids: some Sequence<String>) throws -> [String: String] {
        var copies: [String: String] = [:]
        for id in ids {
            let text = try fleet.orders.send("GET", "/customerOrderses/\(id)").text
            // Whether it still shows a name depends on whether that and the deletion came in one batch.
            copies[id] = text.contains(#""deleted":true"#) ? "deleted" : text
        }
        return copies
    }

    private func empty(_ fleet: TestFleet) throws {
        let removed = try fleet.withCollection(fleet.orders, "customer.orders") { try $0.deleteMany([:]) }
        #expect(removed == Int64(Self.count))
    }

    @Test(arguments: TestBroker.available)
    func `copies come back from the topic's beginning, and the service serves meanwhile`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let before = try seed(fleet)
            #expect(before.values.contains { $0.contains("King") })
            #expect(before.values.contains("deleted"))
            try empty(fleet)
            let topics = try fleet.orders.send("POST", "/actuator/replay", expect: 202)
            #expect(topics.text == #"{"topics":["\#(fleet.topics.customerChange)"]}"#)
            try eventually("the copies are as they were", seen: { fleet.orders.logText }) {
                try fleet.orders.send("GET", "/actuator/health/readiness", expect: 200)
                try fleet.orders.send("GET", "/customers/summary", expect: 200)
                try fleet.accounts.send("POST", "/customers", Samples.customer, expect: 201)
                return try copies(fleet, before.keys) == before
            }
            let report = try fleet.verify()
            #expect(report.exitCode == 0, "\(report.lines)")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a replay that one replica is asked for is done by all`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let before = try seed(fleet)
            let second = try fleet.orders.startedAnew()
            defer { second.hosted.stop(within: .seconds(8)) }
            try eventually("both replicas read", within: .seconds(60)) {
                try [fleet.orders, second].allSatisfy { replica in
                    try replica.json("/actuator/aggregates")["partitions"].array.count == 3
                }
            }
            for replica in [second, fleet.orders] {
                try empty(fleet)
                try replica.send("POST", "/actuator/replay", expect: 202)
                try eventually("the copies are as they were") { try copies(fleet, before.keys) == before }
            }
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a database that is dropped under a service gets its indexes again, and its copies`(broker: TestBroker) throws
    {
        try TestFleet.run(broker) { fleet in
            let before = try seed(fleet)
            for member in fleet.members {
                let client = try TestMongo.shared.client(poolSize: 1)
                defer { client.close() }
                let database = client.database(member.hosted.settings.databaseName)
                let indexes = try names(of: database)
                #expect(indexes.count > 3)
                try database.drop()
                try eventually("\(member.name) has its indexes") { try names(of: database) == indexes }
                try eventually("\(member.name) is ready") {
                    try member.send("GET", "/actuator/health/readiness").status == 200
                }
                if member.name == "orders" {
                    try eventually("the copies are as they were") { try copies(fleet, before.keys) == before }
                }
            }
        }
    }

    /// "collection: index" of all that are more than an id.
    private func names(of database: MongoDatabase) throws -> Set<String> {
        var names: Set<String> = []
        for collection in try database.collectionIdentities().keys {
            let answer = try database.run(["listIndexes": .string(collection)])
            for index in answer["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? [] {
                let name = index.documentValue?["name"]?.stringValue ?? ""
                if name != "_id_" { names.insert("\(collection): \(name)") }
            }
        }
        return names
    }
}
