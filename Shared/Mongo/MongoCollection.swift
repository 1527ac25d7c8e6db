import BSON
import CMongo

/// One collection. A value; any thread. Every call takes one connection of the pool for its length.
public struct MongoCollection: Sendable {
    public let database: MongoDatabase
    public let name: String

    var client: MongoClient { database.client }

    /// Lends the driver's collection, on the session's connection when there is one.
    func withDriver<R>(
        _ session: MongoSession?, _ body: (OpaquePointer) throws(MongoError) -> R
    ) throws(MongoError) -> R {
        if let session { return unsafe try withDriver(on: try session.client(of: client), body) }
        let pointer = unsafe try client.pool.take()
        defer { unsafe client.pool.giveBack(pointer) }
        return unsafe try withDriver(on: pointer, body)
    }

    private func withDriver<R>(
        on pointer: OpaquePointer, _ body: (OpaquePointer) throws(MongoError) -> R
    ) throws(MongoError) -> R {
        let collection = unsafe mongoc_client_get_collection(pointer, database.name, name)!
        defer { unsafe mongoc_collection_destroy(collection) }
        return unsafe try body(collection)
    }

    /// Removes the collection with its indexes. One that is not there is fine.
    public func drop() throws(MongoError) {
        do {
            _ = try database.run(["drop": .string(name), "writeConcern": ["w": "majority"]])
        } catch  where error.code == Self.namespaceNotFound {}
    }

    private static let namespaceNotFound: Int32 = 26
}
