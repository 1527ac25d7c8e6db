import BSON
import Mongo
import Testing
import TestSupport

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoCollection")))
struct `MongoCollection against a real mongod` {
    let client: MongoClient
    let people: MongoCollection

    init() throws {
        client = try TestMongo.shared.client()
        people = client.database(TestMongo.shared.uniqueDatabase()).collection("people")
    }

    @Test func `what is inserted is found`() throws {
        let ann: BSONDocument = ["_id": "ann", "age": 41, "tags": ["a", "b"]]
        try people.insert(ann)
        try people.insert(["_id": "bob", "age": 20])
        #expect(try people.findOne(["_id": "ann"]) == ann)
        #expect(try people.findOne(["_id": "eve"]) == nil)
        #expect(try people.findAll([:], options: .init(projection: ["_id": 1], sort: ["age": 1])) == [["_id": "bob"], ["_id": "ann"]])
        #expect(try people.count(["age": ["$gt": 30]]) == 1)
    }
}
