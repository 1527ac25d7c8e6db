import BSON
import Mongo
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "bulk writes")))
struct MongoCollectionBulkTests {
    let people: MongoCollection

    init() throws {
        people = try makeCollection()
    }

    @Test func `all kinds of operations in one go`() throws {
        let result = try people.bulkWrite([
            .insert(["_id": 1, "n": 1]), .insert(["_id": 2, "n": 1]),
            .insert(["_id": 3, "lines": [["q": 1], ["q": 5]]]),
            .update(filter: ["_id": 1], update: .document(["$inc": ["n": 1]])),
            .update(filter: ["_id": 9], update: .pipeline([["$set": ["n": ["$add": [1, 1]]]]]), upsert: true),
            .update(
                filter: ["_id": 3], update: .document(["$set": ["lines.$[big].x": true]]),
                arrayFilters: [["big.q": ["$gt": 2]]]),
            .updateMany(filter: ["n": 2], update: .document(["$set": ["two": true]])),
            .replace(filter: ["_id": 8], document: ["whole": true], upsert: true),
            .delete(filter: ["_id": 2]), .deleteMany(filter: ["whole": true]),
        ])
        #expect(result.inserted == 3)
        #expect((result.matched, result.modified, result.deleted) == (4, 4, 2))
        #expect(result.upserted == [4: 9, 7: 8])
        #expect(result.errors.isEmpty)
        #expect(
            try people.findAll([:], options: .init(sort: ["_id": 1])) == [
                ["_id": 1, "n": 2, "two": true], ["_id": 3, "lines": [["q": 1], ["q": 5, "x": true]]],
                ["_id": 9, "n": 2, "two": true],
            ])
    }

    @Test func `unordered goes on and says which operations were refused`() throws {
        try people.insert(["_id": 2])
        let result = try people.bulkWrite(
            [.insert(["_id": 1]), .insert(["_id": 2]), .insert(["_id": 3]), .insert(["_id": 1])], ordered: false)
        #expect(result.inserted == 2)
        #expect(result.errors.map(\.index) == [1, 3])
        #expect(result.errors.map(\.code) == [11000, 11000])
    }

    @Test func `ordered stops at the first and throws it`() throws {
        try people.insert(["_id": 2])
        let error = try mongoError {
            _ = try people.bulkWrite([.insert(["_id": 1]), .insert(["_id": 2]), .insert(["_id": 3])])
        }
        #expect(error.kind == .rejected)
        #expect(error.writeErrors.map(\.index) == [1])
        #expect(error.isDuplicateKey)
        #expect(try people.count([:]) == 2)
    }

    @Test func `nothing to do is fine, nonsense is misuse before anything is sent`() throws {
        #expect(try people.bulkWrite([]).inserted == 0)
        let error = try mongoError {
            _ = try people.bulkWrite([.insert(["_id": 1]), .update(filter: [:], update: .document(["x": 1]))])
        }
        #expect(error.kind == .misuse)
        #expect(try people.count([:]) == 0)
    }

    @Test func `more than the server takes at once is split`() throws {
        let text = BSONValue.string(String(repeating: "x", count: 1_000_000))
        let result = try people.bulkWrite((0..<60).map { .insert(["_id": .int64($0), "text": text]) }, ordered: false)
        #expect(result.inserted == 60)
    }
}
