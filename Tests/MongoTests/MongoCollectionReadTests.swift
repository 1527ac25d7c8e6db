import BSON
import Mongo
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "reading")))
struct MongoCollectionReadTests {
    let people: MongoCollection

    init() throws {
        people = try makeCollection()
    }

    private func fill(_ count: Int) throws {
        _ = try people.bulkWrite((0..<count).map { .insert(["_id": .int64(Int64($0)), "even": .bool($0 % 2 == 0)]) })
    }

    @Test func `what is inserted is found`() throws {
        let ann: BSONDocument = ["_id": "ann", "age": 41, "tags": ["a", "b"]]
        try people.insert(ann)
        try people.insert(["_id": "bob", "age": 20])
        #expect(try people.findOne(["_id": "ann"]) == ann)
        #expect(try people.findOne(["_id": "eve"]) == nil)
        #expect(
            try people.findOne([:], options: .init(projection: ["_id": 1], sort: ["age": 1], skip: 1)) == ["_id": "ann"]
        )
        #expect(try people.count(["age": ["$gt": 30]]) == 1)
    }

    @Test func `options of find reach the server`() throws {
        try fill(10)
        let options = FindOptions(
            projection: ["even": 0], sort: ["_id": -1], limit: 3, skip: 1, batchSize: 2, hint: ["_id": 1],
            maxTime: .seconds(5))
        #expect(try people.findAll(["even": true], options: options) == [["_id": 6], ["_id": 4], ["_id": 2]])
    }

    @Test func `reads see what a majority has, unless they say otherwise`() throws {
        let database = people.database
        try people.insert(["_id": 1])
        _ = try database.run(["profile": .int32(2)])
        _ = try people.findOne(["_id": 1])
        _ = try people.findOne(["_id": 1], options: .init(includesUnsettledWrites: true))
        _ = try database.run(["profile": .int32(0)])
        var levels: [String?] = []
        try database.collection("system.profile").find(["command.find": .string(people.name)]) {
            levels.append($0["command"]?.documentValue?["readConcern"]?.documentValue?["level"]?.stringValue)
            return true
        }
        #expect(levels == ["majority", "local"])
    }

    @Test func `find streams over many batches, and stops when it is told`() throws {
        try fill(2500)
        var seen: [Int64] = []
        try people.find([:], options: .init(sort: ["_id": 1], batchSize: 100)) { document in
            seen.append(document["_id"]?.integerValue ?? -1)
            return true
        }
        #expect(seen == Array(0..<2500))
        seen = []
        try people.find([:]) {
            seen.append($0["_id"]?.integerValue ?? -1)
            return seen.count < 7
        }
        #expect(seen.count == 7)
    }

    @Test func `what the body throws comes out, and the connection goes back`() throws {
        struct Enough: Error {}
        let single = try makeCollection(poolSize: 1)
        _ = try single.bulkWrite([.insert([:]), .insert([:]), .insert([:])])
        for _ in 0..<3 {
            #expect(throws: Enough.self) { try single.find([:]) { _ in throw Enough() } }
        }
        #expect(try single.count([:]) == 3)
    }

    @Test func `an aggregation streams its results`() throws {
        try fill(10)
        var groups: [BSONDocument] = []
        try people.aggregate([["$group": ["_id": "$even", "n": ["$sum": 1]]], ["$sort": ["_id": 1]]]) {
            groups.append($0)
            return true
        }
        #expect(groups == [["_id": false, "n": 5], ["_id": true, "n": 5]])
    }

    @Test func `a query that the server refuses is rejected with its code`() throws {
        let error = try mongoError { _ = try people.findOne(["$nonsense": 1]) }
        #expect(error.kind == .rejected)
        #expect(error.code == 2)
        #expect(error.domain == "server")
    }

    @Test func `running out of its time is unavailable`() throws {
        try fill(20)
        let error = try mongoError {
            _ = try people.findAll(["$where": "sleep(50) || true"], options: .init(maxTime: .milliseconds(50)))
        }
        #expect(error.kind == .unavailable)
        #expect(error.code == 50)
    }

    @Test func `a deeply nested document is read back and decoded within bounds`() throws {
        var document: BSONDocument = ["leaf": 1]
        for _ in 0..<150 { document = ["d": .document(document)] }
        try people.insert(["_id": 1, "deep": .document(document)])
        let found = try #require(try people.findOne(["_id": 1]))
        #expect(found["deep"] == .document(document))
    }
}
