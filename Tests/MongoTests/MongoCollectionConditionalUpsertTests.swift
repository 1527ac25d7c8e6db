import BSON
import Mongo
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "conditional upserts")))
struct MongoCollectionConditionalUpsertTests {
    let items: MongoCollection

    init() throws {
        items = try makeCollection()
    }

    /// Version `version` of an item; with `isWhole` the collection may insert it.
    private func upsert(_ id: Int64, version: Int64, isWhole: Bool = true) -> ConditionalUpsert {
        ConditionalUpsert(
            id: .int64(id),
            condition: ["$or": [.document(["v": nil]), .document(["v": ["$lt": .int64(version)]])]],
            update: .document(["$set": ["v": .int64(version)], "$inc": ["writes": 1]]),
            document: isWhole ? ["_id": .int64(id), "v": .int64(version), "writes": 1] : nil)
    }

    private func versions() throws -> [Int64: Int64] {
        var found: [Int64: Int64] = [:]
        try items.find([:]) { document in
            found[document["_id"]?.integerValue ?? -1] = document["v"]?.integerValue ?? -1
            return true
        }
        return found
    }

    /// Few go as upserts, many are asked for first.
    @Test(arguments: [3, 49, 50, 500])
    func `what is absent is made, what is older is changed, what is newer stays`(count: Int64) throws {
        for id in 0..<count where id % 3 != 0 {
            try items.insert(["_id": .int64(id), "v": .int64(id % 3 == 1 ? 1 : 9), "writes": 1])
        }
        #expect(try !items.upsertUnlessStale((0..<count).map { upsert($0, version: 5) }).isEmpty)
        let expected = (0..<count).map { ($0, $0 % 3 == 2 ? 9 : 5) as (Int64, Int64) }
        #expect(try versions() == Dictionary(uniqueKeysWithValues: expected))
        #expect(try items.count(["writes": 2]) == (count + 1) / 3)
        // Once more changes nothing.
        let before = try items.findAll([:], options: .init(sort: ["_id": 1]))
        #expect(try !items.upsertUnlessStale((0..<count).map { upsert($0, version: 5) }).isEmpty)
        #expect(try items.findAll([:], options: .init(sort: ["_id": 1])) == before)
        #expect(
            try items.upsertUnlessStale((0...count).map { upsert($0, version: 10) }).isEmpty, "none of them is stale")
    }

    @Test func `one without a document is an upsert among many, too`() throws {
        try items.upsertUnlessStale((0..<100).map { upsert($0, version: 2, isWhole: $0 % 2 == 0) })
        #expect(try items.count(["v": 2, "writes": 1]) == 100)
    }

    @Test func `writers that race to make the same documents leave the newest version of each`() throws {
        inParallel(6) { number in
            #expect(throws: Never.self) {
                try items.upsertUnlessStale((0..<200).map { upsert($0, version: Int64(number) + 1) })
            }
        }
        #expect(try items.count(["v": 6]) == 200)
        #expect(try items.count([:]) == 200)
    }
}
