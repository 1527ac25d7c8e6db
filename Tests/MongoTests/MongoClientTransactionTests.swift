import BSON
import Mongo
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "transactions")))
struct MongoClientTransactionTests {
    let people: MongoCollection
    let client: MongoClient

    init() throws {
        client = try TestMongo.shared.client(poolSize: 9)
        people = client.database(TestMongo.shared.uniqueDatabase()).collection("people")
        try people.insert(["_id": 1, "n": 0])
    }

    @Test func `all calls of a session commit together`() throws {
        let other = people.database.collection("other")
        let seen = try client.withTransaction { session in
            try people.insert(["_id": 2], session: session)
            _ = try people.update(["_id": 1], .document(["$inc": ["n": 1]]), session: session)
            _ = try other.bulkWrite([.insert(["_id": "o"])], session: session)
            _ = try people.findOneAndUpdate(["_id": 2], .document(["$set": ["x": 1]]), session: session)
            #expect(try people.findOne(["_id": 2]) == nil)
            var inside: [BSONDocument] = []
            try people.find([:], options: .init(sort: ["_id": 1]), session: session) {
                inside.append($0)
                return true
            }
            return inside
        }
        #expect(seen == [["_id": 1, "n": 1], ["_id": 2, "x": 1]])
        #expect(try people.findAll([:], options: .init(sort: ["_id": 1])) == seen)
        #expect(try other.count([:]) == 1)
    }

    @Test func `what the body throws rolls everything back`() throws {
        struct No: Error {}
        #expect(throws: No.self) {
            try client.withTransaction { session in
                try people.insert(["_id": 2], session: session)
                throw No()
            }
        }
        #expect(try people.count([:]) == 1)
    }

    @Test func `a duplicate key rolls back and is not tried again`() throws {
        var runs = 0
        let error = try mongoError {
            try client.withTransaction { session in
                runs += 1
                _ = try people.update(["_id": 1], .document(["$inc": ["n": 1]]), session: session)
                try people.insert(["_id": 1], session: session)
            }
        }
        #expect(error.isDuplicateKey)
        #expect(runs == 1)
        #expect(try people.findOne(["_id": 1]) == ["_id": 1, "n": 0])
    }

    @Test func `rivals on one document all get through`() throws {
        let runs = Atomic(0)
        let failures = Mutex<[String]>([])
        inParallel(8) { _ in
            for _ in 0..<5 {
                do {
                    try client.withTransaction(timeLimit: .seconds(30)) { session in
                        runs.add(1, ordering: .relaxed)
                        let n = try people.findOne(["_id": 1], session: session)?["n"]?.integerValue ?? -1
                        _ = try people.update(["_id": 1], .document(["$set": ["n": .int64(n + 1)]]), session: session)
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try people.findOne(["_id": 1])?["n"] == 40)
        #expect(runs.load(ordering: .relaxed) > 40, "nothing conflicted, so nothing was shown")
    }

    @Test func `conflicts end when time is up`() throws {
        var inner = 0
        let took = try ContinuousClock().measure {
            let error = try mongoError {
                try client.withTransaction(timeLimit: .milliseconds(500)) { holder in
                    _ = try people.update(["_id": 1], .document(["$inc": ["n": 1]]), session: holder)
                    try client.withTransaction(timeLimit: .milliseconds(200)) { rival in
                        inner += 1
                        _ = try people.update(["_id": 1], .document(["$inc": ["n": 1]]), session: rival)
                    }
                }
            }
            #expect(error.kind == .unavailable)
        }
        #expect(inner > 1)
        #expect(took < .seconds(5))
        #expect(try people.findOne(["_id": 1]) == ["_id": 1, "n": 0])
    }

    @Test func `a session that left its closure is refused`() throws {
        var escaped: MongoSession?
        try client.withTransaction { escaped = $0 }
        let error = try mongoError { _ = try people.findOne([:], session: escaped) }
        #expect(error.kind == .misuse)
        let stranger = try makeCollection()
        try client.withTransaction { session in
            let error = try mongoError { _ = try stranger.findOne([:], session: session) }
            #expect(error.kind == .misuse)
        }
    }
}
