import BSON
import Mongo
import Synchronization
import TestSupport
import Testing

/// Each on a server of its own, which is killed or frozen.
@Suite(.enabled(if: TestMongo.isAvailable(for: "faults of the server")), .serialized)
struct MongoFaultTests {
    @Test func `a server killed during writes is found again, and no acknowledged write is lost`() throws {
        let mongo = try TestMongo.start()
        defer { withExtendedLifetime(mongo) {} }
        let client = try mongo.client(poolSize: 4, serverSelectionTimeout: .seconds(10))
        let people = client.database("faults").collection("people")
        let acknowledged = Mutex<Set<Int64>>([])
        let rejected = Mutex<[String]>([])
        let interrupted = Atomic(0)
        let done = Atomic(false)
        inParallel(3) { thread in
            guard thread < 2 else {
                while acknowledged.withLock({ $0.count }) < 100 {}
                mongo.kill()
                try? mongo.restart()
                let before = acknowledged.withLock { $0.count }
                while acknowledged.withLock({ $0.count }) < before + 100 {}
                done.store(true, ordering: .sequentiallyConsistent)
                return
            }
            var id = Int64(thread)
            while !done.load(ordering: .sequentiallyConsistent) {
                do throws(MongoError) {
                    try people.insert(["_id": .int64(id)])
                } catch  where error.duplicateKeyIndex == "_id_" {
                    // Our own first attempt, whose answer was lost.
                } catch  where error.kind == .unavailable {
                    interrupted.add(1, ordering: .relaxed)
                    continue
                } catch {
                    rejected.withLock { $0.append("\(error)") }
                    done.store(true, ordering: .sequentiallyConsistent)
                }
                acknowledged.withLock { _ = $0.insert(id) }
                id += 2
            }
        }
        #expect(rejected.withLock { $0 } == [])
        let stored = Set(try people.findAll([:]).compactMap { $0["_id"]?.integerValue })
        #expect(acknowledged.withLock { $0 }.subtracting(stored) == [])
        #expect(try client.hello(timeout: .seconds(2))["isWritablePrimary"] == true)
    }

    @Test func `a frozen server is unavailable within bounds, and usable when it thaws`() throws {
        let mongo = try TestMongo.start()
        defer { withExtendedLifetime(mongo) {} }
        let client = try mongo.client(poolSize: 2, serverSelectionTimeout: .seconds(1), socketTimeout: .seconds(1))
        let people = client.database("faults").collection("people")
        try people.insert(["_id": 1])
        mongo.freeze()
        let hello = try ContinuousClock().measure {
            let error = try mongoError { _ = try client.hello(timeout: .milliseconds(500)) }
            #expect(error.kind == .unavailable)
        }
        #expect(hello < .seconds(3))
        for call in 0..<2 {
            let took = try ContinuousClock().measure {
                let error = try mongoError {
                    if call == 0 { try people.insert(["_id": 2]) } else { _ = try people.findOne(["_id": 1]) }
                }
                #expect(error.kind == .unavailable, "\(error)")
            }
            #expect(took < .seconds(6), "\(took)")
        }
        mongo.thaw()
        while (try? client.hello(timeout: .seconds(1))) == nil {}
        #expect(try people.findOne(["_id": 1]) == ["_id": 1])
    }

    @Test func `a transaction over a killed server commits once`() throws {
        let mongo = try TestMongo.start()
        defer { withExtendedLifetime(mongo) {} }
        let client = try mongo.client(poolSize: 2, serverSelectionTimeout: .seconds(10))
        let people = client.database("faults").collection("people")
        try people.insert(["_id": 1, "n": 0])
        var runs = 0
        try client.withTransaction(timeLimit: .seconds(30)) { session in
            runs += 1
            _ = try people.update(["_id": 1], .document(["$inc": ["n": 1]]), session: session)
            if runs == 1 {
                mongo.kill()
                try mongo.restart()
            }
        }
        #expect(runs == 2)
        #expect(try people.findOne(["_id": 1]) == ["_id": 1, "n": 1])
    }

    /// The server has committed and cannot say so; or the connection breaks before it has, more often than the driver
    /// repeats by itself.
    @Test(
        arguments: [
            (
                2,
                ["failCommands": ["commitTransaction"], "writeConcernError": ["code": 64, "errmsg": "took too long"]]
            ),
            (3, ["failCommands": ["commitTransaction"], "closeConnection": true]),
        ] as [(Int64, BSONDocument)])
    func `a commit whose outcome is unknown is repeated, and only the commit`(times: Int64, fault: BSONDocument) throws
    {
        let mongo = try TestMongo.start(hasFailpoints: true)
        defer { withExtendedLifetime(mongo) {} }
        let client = try mongo.client(poolSize: 2)
        let people = client.database("faults").collection("people")
        try people.insert(["_id": 1, "n": 0])
        let fail: BSONDocument = [
            "configureFailPoint": "failCommand", "mode": ["times": .int64(times)], "data": .document(fault),
        ]
        _ = try client.database("admin").run(fail)
        var runs = 0
        try client.withTransaction { session in
            runs += 1
            _ = try people.update(["_id": 1], .document(["$inc": ["n": 1]]), session: session)
        }
        #expect(runs == 1)
        #expect(try people.findOne(["_id": 1]) == ["_id": 1, "n": 1])
        // All of it was used up: the commit had to be repeated.
        let off = try client.database("admin").run(["configureFailPoint": "failCommand", "mode": "off"])
        #expect(off["count"]?.integerValue == times)
    }

    @Test func `a commit that stays unknown ends with the time limit, as unavailable`() throws {
        let mongo = try TestMongo.start(hasFailpoints: true)
        defer { withExtendedLifetime(mongo) {} }
        let client = try mongo.client(poolSize: 2)
        let people = client.database("faults").collection("people")
        try people.insert(["_id": 1])
        _ = try client.database("admin").run([
            "configureFailPoint": "failCommand", "mode": "alwaysOn",
            "data": ["failCommands": ["commitTransaction"], "closeConnection": true],
        ])
        let took = try ContinuousClock().measure {
            let error = try mongoError {
                try client.withTransaction(timeLimit: .milliseconds(300)) { session in
                    _ = try people.update(["_id": 1], .document(["$set": ["n": 1]]), session: session)
                }
            }
            #expect(error.kind == .unavailable)
        }
        #expect(took < .seconds(10), "\(took)")
    }

    @Test func `a change stream goes on over a restart, nothing missing, nothing twice`() throws {
        let mongo = try TestMongo.start()
        defer { withExtendedLifetime(mongo) {} }
        let client = try mongo.client(poolSize: 3, serverSelectionTimeout: .seconds(10))
        let people = client.database("faults").collection("people")
        try people.insert(["_id": 0])
        var seen: [Int64] = []
        var started = false
        try people.watch([], resumeAfter: nil, maxAwait: .milliseconds(100)) { event in
            if let event { seen.append(event["documentKey"]?.documentValue?["_id"]?.integerValue ?? -1) }
            if event == nil, !started {
                started = true
                _ = try people.bulkWrite((1...50).map { .insert(["_id": .int64($0)]) })
            }
            if seen.count == 25 { try mongo.restart() }
            return seen.count < 50
        }
        #expect(seen == Array(1...50))
    }

    @Test func `hello tells a stand-alone server and a set that is not initiated from none`() throws {
        let aloneServer = try TestMongo.startUnusable(replicaSet: false)
        let rawServer = try TestMongo.startUnusable(replicaSet: true)
        defer { withExtendedLifetime((aloneServer, rawServer)) {} }
        let alone = try aloneServer.client(serverSelectionTimeout: .milliseconds(300))
        let answer = try alone.hello(timeout: .milliseconds(500))
        #expect(answer["setName"] == nil)
        #expect(answer["isWritablePrimary"] == true)
        let raw = try rawServer.client(serverSelectionTimeout: .milliseconds(300))
        #expect(try raw.hello(timeout: .milliseconds(500))["isreplicaset"] == true)
        #expect(try mongoError { _ = try raw.serverVersion(timeout: .milliseconds(500)) }.kind == .unavailable)
    }
}
