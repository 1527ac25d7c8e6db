public import BSON
import CMongo

/// One database of a client. A value; any thread.
public struct MongoDatabase: Sendable {
    let client: MongoClient
    public let name: String

    /// Any name that MongoDB takes; nothing is created before the first write.
    public func collection(_ name: String) -> MongoCollection {
        MongoCollection(database: self, name: name)
    }

    /// Runs a command on the primary and returns its answer. Not for cursors; no concern is added.
    public func run(_ command: BSONDocument) throws(MongoError) -> BSONDocument {
        let pointer = unsafe try client.pool.take()
        defer { unsafe client.pool.giveBack(pointer) }
        let report = CallReport()
        let done = unsafe command.withDriverPointer { command in
            unsafe mongoc_client_command_simple(pointer, name, command, nil, report.reply, report.error)
        }
        try report.check(done)
        return report.document
    }

    /// What tells a collection from another one that had its name before or gets it later, by name: each that is there.
    public func collectionIdentities() throws(MongoError) -> [String: BSONValue] {
        let answer = try run(["listCollections": 1, "filter": ["type": "collection"], "cursor": ["batchSize": 10_000]])
        var identities: [String: BSONValue] = [:]
        for collection in answer["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? [] {
            guard let name = collection.documentValue?["name"]?.stringValue else { continue }
            identities[name] = collection.documentValue?["info"]?.documentValue?["uuid"]
        }
        return identities
    }

    /// Removes the database with all that is in it. One that is not there is fine.
    public func drop() throws(MongoError) {
        _ = try run(["dropDatabase": 1, "writeConcern": ["w": "majority"]])
    }
}
