import BSON
import Mongo
import StructuredLogging
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "the client")))
struct MongoClientTests {
    @Test func `hello and version answer`() throws {
        let client = try TestMongo.shared.client()
        #expect(try client.hello(timeout: .seconds(1))["setName"] == "rs0")
        #expect(try client.hello(timeout: .seconds(1))["isWritablePrimary"] == true)
        #expect(try client.serverVersion(timeout: .seconds(1)).split(separator: ".").count == 3)
    }

    @Test func `a pool that is used up is an error in bounded time, and hello does not wait for it`() throws {
        let client = try TestMongo.shared.client(poolSize: 1, serverSelectionTimeout: .milliseconds(300))
        let people = client.database(TestMongo.shared.uniqueDatabase()).collection("people")
        try people.insert(["_id": 1])
        var inner: MongoError?
        try people.find([:]) { _ in
            inner = try mongoError { _ = try people.count([:]) }
            #expect(try client.hello(timeout: .seconds(1))["setName"] == "rs0")
            return true
        }
        #expect(inner?.kind == .unavailable)
        #expect(inner?.domain == "pool")
        #expect(inner?.message == "all 1 connections were in use for 0.3 seconds")
        #expect(try people.count([:]) == 1)
    }

    @Test func `a server that is not there is unavailable in its time`() throws {
        let uri = try MongoURI("mongodb://127.0.0.1:1/?replicaSet=rs0")
        let client = try MongoClient(
            uri: uri, poolSize: 1, applicationName: "test", serverSelectionTimeout: .milliseconds(500))
        let took = try ContinuousClock().measure {
            let error = try mongoError { _ = try client.database("x").collection("y").count([:]) }
            #expect(error.kind == .unavailable)
            #expect(error.domain == "server selection")
        }
        #expect(took < .seconds(2))
        let hello = try ContinuousClock().measure {
            let error = try mongoError { _ = try client.hello(timeout: .milliseconds(200)) }
            #expect(error.kind == .unavailable)
        }
        #expect(hello < .seconds(1))
    }

    @Test func `a wrong password is rejected`() throws {
        let uri = try MongoURI("mongodb://ann:wrong@127.0.0.1:\(TestMongo.shared.port)/?replicaSet=rs0")
        let client = try MongoClient(uri: uri, poolSize: 1, applicationName: "test")
        let error = try mongoError { _ = try client.database("x").collection("y").count([:]) }
        #expect(error.kind == .rejected, "\(error)")
        #expect(!"\(error)".contains("wrong"))
    }

    @Test func `a set of another name is misuse`() throws {
        let uri = try MongoURI("mongodb://127.0.0.1:\(TestMongo.shared.port)/?replicaSet=other")
        let client = try MongoClient(uri: uri, poolSize: 1, applicationName: "test")
        let error = try mongoError { _ = try client.hello(timeout: .milliseconds(500)) }
        #expect(error.kind == .misuse)
        #expect(error.message == "the URI names the replica set other, but the server's is rs0")
    }

    @Test func `one URI without the set's name works, too`() throws {
        let uri = try MongoURI("mongodb://localhost:\(TestMongo.shared.port)/")
        let client = try MongoClient(uri: uri, poolSize: 1, applicationName: "test")
        let people = client.database(TestMongo.shared.uniqueDatabase()).collection("people")
        try client.withTransaction { try people.insert(["_id": 1], session: $0) }
        #expect(try people.count([:]) == 1)
    }

    @Test func `close waits for calls that are out, then refuses`() throws {
        let client = try TestMongo.shared.client()
        let people = client.database(TestMongo.shared.uniqueDatabase()).collection("people")
        _ = try people.bulkWrite([.insert(["_id": 1]), .insert(["_id": 2])])
        let order = Mutex<[String]>([])
        let inside = Atomic(false)
        inParallel(2) { index in
            if index == 0 {
                try? people.find([:]) { _ in
                    inside.store(true, ordering: .sequentiallyConsistent)
                    _ = try? TestMongo.shared.client().hello(timeout: .seconds(1))
                    return true
                }
                order.withLock { $0.append("found") }
            } else {
                while !inside.load(ordering: .sequentiallyConsistent) {}
                client.close()
                order.withLock { $0.append("closed") }
            }
        }
        #expect(order.withLock { $0 }.contains("closed"))
        client.close()
        #expect(try mongoError { _ = try people.count([:]) }.kind == .misuse)
    }

    @Test func `a URI whose certificate is not there is misuse`() throws {
        let uri = try MongoURI("mongodb://localhost/?tls=true&tlsCAFile=/nowhere/ca.pem")
        let error = try mongoError {
            let client = try MongoClient(
                uri: uri, poolSize: 1, applicationName: "test", serverSelectionTimeout: .milliseconds(200))
            _ = try client.database("x").run(["ping": 1])
        }
        #expect(error.kind != .rejected, "\(error)")
    }
}
