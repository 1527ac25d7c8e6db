import BSON
import Mongo
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "indexes")))
struct MongoCollectionIndexesTests {
    let people: MongoCollection

    init() throws {
        people = try makeCollection()
    }

    @Test func `indexes are built once, with their options`() throws {
        let indexes = [
            IndexModel(name: "email", keys: ["email": 1], unique: true, partialFilter: ["email": ["$exists": true]]),
            IndexModel(name: "age", keys: ["age": -1, "name": 1], sparse: true),
            IndexModel(name: "old", keys: ["at": 1], expireAfterSeconds: 60),
        ]
        try people.createIndexes(indexes)
        try people.createIndexes(indexes)
        var found: [String: BSONDocument] = [:]
        let answer = try people.database.run(["listIndexes": .string(people.name)])
        for index in answer["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? [] {
            let index = try #require(index.documentValue)
            found[index["name"]?.stringValue ?? ""] = index
        }
        #expect(found.keys.sorted() == ["_id_", "age", "email", "old"])
        #expect(found["email"]?["unique"] == true)
        #expect(found["email"]?["partialFilterExpression"] == ["email": ["$exists": true]])
        #expect(found["age"]?["sparse"] == true)
        #expect(found["old"]?["expireAfterSeconds"]?.integerValue == 60)
    }

    @Test func `a unique index that cannot be built names the duplicates`() throws {
        _ = try people.bulkWrite([.insert(["email": "a"]), .insert(["email": "a"]), .insert(["email": "b"])])
        let error = try mongoError {
            try people.createIndexes([IndexModel(name: "email", keys: ["email": 1], unique: true)])
        }
        #expect(error.kind == .rejected)
        #expect(
            error.message
                == "\(people.database.name).people: the unique index email cannot be built, since documents have the same key: {email: \"a\"} in 2 documents"
        )
    }

    @Test func `also inside of arrays, over two fields, and where a field is missing`() throws {
        _ = try people.bulkWrite([
            .insert(["name": "x", "orders": [["guid": "g1"], ["guid": "g2"]]]),
            .insert(["name": "x", "orders": [["guid": "g2"], ["guid": "g2"]]]), .insert(["name": "y"]),
            .insert(["name": "y"]),
        ])
        let error = try mongoError {
            try people.createIndexes([IndexModel(name: "order", keys: ["orders.guid": 1, "name": 1], unique: true)])
        }
        #expect(error.message.contains(#"{orders.guid: "g2", name: "x"} in 2 documents"#), "\(error.message)")
        #expect(error.message.contains(#"{orders.guid: missing, name: "y"} in 2 documents"#), "\(error.message)")
        #expect(!error.message.contains("g1"))
    }

    @Test func `a name that means another index is rejected`() throws {
        try people.createIndexes([IndexModel(name: "a", keys: ["a": 1])])
        let error = try mongoError { try people.createIndexes([IndexModel(name: "a", keys: ["b": 1])]) }
        #expect(error.kind == .rejected)
        #expect(error.message.contains("index a"))
    }
}
