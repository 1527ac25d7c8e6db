import BSON
import CommandLineOptions
import Mongo
import Testing

@testable import ServiceHost

@Suite struct ReplicaSetCheckTests {
    @Test func `a member of a replica set, a router, a set to be and a single server are told apart`() {
        #expect(ReplicaSetCheck(hello: ["setName": "rs0", "isWritablePrimary": true]) == .usable)
        #expect(ReplicaSetCheck(hello: ["msg": "isdbgrid"]) == .usable)
        #expect(ReplicaSetCheck(hello: ["isreplicaset": true]) == .notInitiated)
        #expect(ReplicaSetCheck(hello: ["isWritablePrimary": true]) == .standalone)
    }

    @Test func `the failure says how to make one, and shows no password`() throws {
        let failure = ReplicaSetCheck.failure(uri: try MongoURI("mongodb://u:hunter2@db:27017/x"))
        #expect(failure.exitCode == ExitCode.configuration)
        for text in ["SPRING_DATA_MONGODB_URI", "mongod --replSet rs0", "rs.initiate()", "db:27017"] {
            #expect(failure.sentence.contains(text), "\(text)")
        }
        #expect(!failure.sentence.contains("hunter2"))
        #expect(!failure.sentence.contains("\n"))
    }
}
