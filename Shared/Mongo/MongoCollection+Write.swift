public import BSON
import CMongo

/// An update document (`$set` and the like) or an aggregation pipeline.
public enum MongoUpdate: Sendable {
    case document(BSONDocument)
    case pipeline([BSONDocument])

    var document: BSONDocument {
        switch self {
        case .document(let document): document
        case .pipeline(let stages): BSONDocument(pipeline: stages)
        }
    }
}

public struct UpdateResult: Sendable {
    public let matched: Int64
    public let modified: Int64
    /// The id of the document that an upsert made, under 0.
    public let upserted: [Int: BSONValue]

    public init(matched: Int64, modified: Int64, upserted: [Int: BSONValue]) {
        self.matched = matched
        self.modified = modified
        self.upserted = upserted
    }
}

/// All of these throw `MongoError`. After `unavailable` the outcome is not known: the driver has repeated the write once, and
/// the server may have done it without being heard.
extension MongoCollection {
    /// Without an `_id` the driver adds an ObjectId. A caller that repeats an insert after `unavailable` may meet his own
    /// first attempt as a duplicate key of the index `_id_`, which is success.
    public func insert(_ document: BSONDocument, session: MongoSession? = nil) throws(MongoError) {
        // Our documents are well-formed by construction; the driver's check would only cost time.
        _ = unsafe try write(["validate": false], session) { collection, options, report in
            unsafe document.withDriverPointer { document in
                unsafe mongoc_collection_insert_one(collection, document, options, report.reply, report.error)
            }
        }
    }

    public func update(
        _ filter: BSONDocument, _ update: MongoUpdate, upsert: Bool = false, session: MongoSession? = nil
    ) throws(MongoError) -> UpdateResult {
        let reply = unsafe try write(upsert ? ["upsert": true] : [:], session) { collection, options, report in
            unsafe filter.withDriverPointer { filter in
                unsafe update.document.withDriverPointer { update in
                    unsafe mongoc_collection_update_one(
                        collection, filter, update, options, report.reply, report.error)
                }
            }
        }
        return UpdateResult(reply)
    }

    public func updateMany(
        _ filter: BSONDocument, _ update: MongoUpdate, session: MongoSession? = nil
    ) throws(MongoError) -> UpdateResult {
        let reply = unsafe try write([:], session) { collection, options, report in
            unsafe filter.withDriverPointer { filter in
                unsafe update.document.withDriverPointer { update in
                    unsafe mongoc_collection_update_many(
                        collection, filter, update, options, report.reply, report.error)
                }
            }
        }
        return UpdateResult(reply)
    }

    /// Replaces the whole document but its `_id`.
    public func replace(
        _ filter: BSONDocument, _ document: BSONDocument, upsert: Bool = false, session: MongoSession? = nil
    ) throws(MongoError) -> UpdateResult {
        let reply = unsafe try write(upsert ? ["upsert": true] : [:], session) { collection, options, report in
            unsafe filter.withDriverPointer { filter in
                unsafe document.withDriverPointer { document in
                    unsafe mongoc_collection_replace_one(
                        collection, filter, document, options, report.reply, report.error)
                }
            }
        }
        return UpdateResult(reply)
    }

    /// Deletes the first that matches; returns how many that was.
    public func delete(_ filter: BSONDocument, session: MongoSession? = nil) throws(MongoError) -> Int64 {
        let reply = unsafe try write([:], session) { collection, options, report in
            unsafe filter.withDriverPointer { filter in
                unsafe mongoc_collection_delete_one(collection, filter, options, report.reply, report.error)
            }
        }
        return reply["deletedCount"]?.integerValue ?? 0
    }

    public func deleteMany(_ filter: BSONDocument, session: MongoSession? = nil) throws(MongoError) -> Int64 {
        let reply = unsafe try write([:], session) { collection, options, report in
            unsafe filter.withDriverPointer { filter in
                unsafe mongoc_collection_delete_many(collection, filter, options, report.reply, report.error)
            }
        }
        return reply["deletedCount"]?.integerValue ?? 0
    }

    /// Runs one write of the driver with these options and the session; the reply, when it succeeded.
    private func write(
        _ options: BSONDocument, _ session: MongoSession?,
        _ call: (OpaquePointer, OpaquePointer, borrowing CallReport) -> Bool
    ) throws(MongoError) -> BSONDocument {
        var options = options
        try session?.append(to: &options)
        return unsafe try withDriver(session) { (collection) throws(MongoError) in
            let report = CallReport()
            let done = unsafe options.withDriverPointer { unsafe call(collection, $0, report) }
            try report.check(done)
            return report.document
        }
    }
}

extension UpdateResult {
    fileprivate init(_ reply: BSONDocument) {
        matched = reply["matchedCount"]?.integerValue ?? 0
        modified = reply["modifiedCount"]?.integerValue ?? 0
        upserted = reply["upsertedId"].map { [0: $0] } ?? [:]
    }
}
