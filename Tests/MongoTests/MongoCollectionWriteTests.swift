import BSON
import Mongo
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "writing")))
struct MongoCollectionWriteTests {
    let people: MongoCollection

    init() throws {
        people = try makeCollection()
    }

    @Test func `an insert without id gets an ObjectId`() throws {
        try people.insert(["name": "Ann"])
        #expect(try people.findOne([:])?["_id"]?.objectIDValue != nil)
    }

    @Test func `a second insert of one id is a duplicate key of its index`() throws {
        try people.insert(["_id": 1])
        let error = try mongoError { try people.insert(["_id": 1, "again": true]) }
        #expect(error.kind == .rejected)
        #expect(error.isDuplicateKey)
        #expect(error.duplicateKeyIndex == "_id_")
        #expect(try people.findAll([:]) == [["_id": 1]])
    }

    @Test func `update counts what it matched, changed and made`() throws {
        try people.insert(["_id": 1, "n": 1])
        let changed = try people.update(["_id": 1], .document(["$inc": ["n": 1]]))
        #expect((changed.matched, changed.modified) == (1, 1))
        #expect(changed.upserted.isEmpty)
        let same = try people.update(["_id": 1], .document(["$set": ["n": 2]]))
        #expect((same.matched, same.modified) == (1, 0))
        let made = try people.update(["_id": "new"], .document(["$set": ["n": 5]]), upsert: true)
        #expect((made.matched, made.modified) == (0, 0))
        #expect(made.upserted == [0: "new"])
        #expect(try people.update(["_id": "none"], .document(["$set": ["n": 5]])).matched == 0)
    }

    @Test func `a pipeline computes from the document itself`() throws {
        try people.insert(["_id": 1, "a": 2, "b": 3])
        _ = try people.update(["_id": 1], .pipeline([["$set": ["sum": ["$add": ["$a", "$b"]]]], ["$unset": "a"]]))
        #expect(try people.findOne(["_id": 1]) == ["_id": 1, "b": 3, "sum": 5])
    }

    @Test func `updateMany, replace and deletes`() throws {
        _ = try people.bulkWrite((1...4).map { .insert(["_id": .int64($0)]) })
        #expect(try people.updateMany(["_id": ["$gt": 2]], .document(["$set": ["x": 1]])).modified == 2)
        #expect(try people.replace(["_id": 4], ["whole": "new"]).modified == 1)
        #expect(try people.delete(["_id": 1]) == 1)
        #expect(try people.delete(["_id": 1]) == 0)
        #expect(
            try people.findAll([:], options: .init(sort: ["_id": 1])) == [
                ["_id": 2], ["_id": 3, "x": 1], ["_id": 4, "whole": "new"],
            ])
        #expect(try people.deleteMany([:]) == 3)
    }

    @Test func `an update without an operator is misuse, not a replacement`() throws {
        try people.insert(["_id": 1, "n": 1])
        let error = try mongoError { _ = try people.update(["_id": 1], .document(["n": 2])) }
        #expect(error.kind == .misuse)
        #expect(try people.findOne([:]) == ["_id": 1, "n": 1])
    }

    @Test func `findOneAndUpdate gives the new document or the old one`() throws {
        try people.insert(["_id": 1, "n": 1])
        #expect(try people.findOneAndUpdate(["_id": 1], .document(["$inc": ["n": 1]])) == ["_id": 1, "n": 2])
        #expect(
            try people.findOneAndUpdate(["_id": 1], .document(["$inc": ["n": 1]]), returningNew: false) == [
                "_id": 1, "n": 2,
            ])
        #expect(try people.findOneAndUpdate(["_id": 2], .document(["$inc": ["n": 1]])) == nil)
        #expect(
            try people.findOneAndUpdate(
                ["_id": 2], .document(["$inc": ["n": 1]]), upsert: true, projection: ["n": 1, "_id": 0]) == ["n": 1])
        #expect(
            try people.findOneAndUpdate(["_id": 1], .pipeline([["$set": ["m": "$n"]]])) == ["_id": 1, "n": 3, "m": 3])
        #expect(
            try people.findOneAndUpdate(
                [:], .document(["$set": ["first": true]]), projection: ["_id": 1], sort: ["n": 1]) == ["_id": 2])
        #expect(try people.findOneAndDelete(["_id": 1])?["n"] == 3)
        #expect(try people.count([:]) == 1)
    }

    @Test func `every write is acknowledged by a majority with its journal`() throws {
        let database = people.database
        _ = try database.run(["profile": .int32(2)])
        try people.insert(["_id": 1])
        _ = try people.findOneAndUpdate(["_id": 1], .document(["$set": ["x": 1]]))
        _ = try database.run(["profile": .int32(0)])
        var concerns: [BSONValue?] = []
        try database.collection("system.profile").find(["command.writeConcern": ["$exists": true]]) {
            concerns.append($0["command"]?.documentValue?["writeConcern"])
            return true
        }
        #expect(concerns == [["w": "majority", "j": true], ["w": "majority", "j": true]])
    }

    @Test func `dropping what is not there is fine`() throws {
        try people.drop()
        try people.insert(["_id": 1])
        try people.drop()
        #expect(try people.count([:]) == 0)
        try people.database.drop()
        try people.database.drop()
    }
}
