import BSON
import Mongo
import TestSupport
import Testing

/// A collection of its own on the shared server.
func makeCollection(poolSize: Int = 4) throws -> MongoCollection {
    try TestMongo.shared.client(poolSize: poolSize).database(TestMongo.shared.uniqueDatabase()).collection("people")
}

/// The error that `body` throws; a failed test when it throws none or another.
func mongoError(_ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void) throws -> MongoError {
    do { try body() } catch let error as MongoError { return error }
    return try #require(nil as MongoError?, "no MongoError was thrown", sourceLocation: location)
}
