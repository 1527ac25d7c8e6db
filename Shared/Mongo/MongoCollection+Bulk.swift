public import BSON
import CMongo

/// One operation of a bulk write.
public enum BulkWrite: Sendable {
    case insert(BSONDocument)
    case update(filter: BSONDocument, update: MongoUpdate, upsert: Bool = false, arrayFilters: [BSONDocument] = [])
    case updateMany(filter: BSONDocument, update: MongoUpdate)
    case replace(filter: BSONDocument, document: BSONDocument, upsert: Bool = false)
    case delete(filter: BSONDocument)
    case deleteMany(filter: BSONDocument)
}

public struct BulkResult: Sendable {
    public let inserted: Int64
    public let matched: Int64
    public let modified: Int64
    public let deleted: Int64
    /// Position of an operation → id of the document that its upsert made.
    public let upserted: [Int: BSONValue]
    /// What the server refused, of an unordered bulk write.
    public let errors: [MongoError.WriteError]

    public init(
        inserted: Int64, matched: Int64, modified: Int64, deleted: Int64, upserted: [Int: BSONValue],
        errors: [MongoError.WriteError]
    ) {
        self.inserted = inserted
        self.matched = matched
        self.modified = modified
        self.deleted = deleted
        self.upserted = upserted
        self.errors = errors
    }
}

extension MongoCollection {
    /// Many writes with few round trips; the driver splits them by the server's limits. An empty list does nothing.
    ///
    /// Ordered: the first operation that the server refuses ends it and is thrown (`rejected`, with `writeErrors`); those
    /// before it have taken effect. Unordered: all are tried, and what was refused is in `errors`. Whatever is not a refusal of
    /// single operations throws. `updateMany` and `deleteMany` are not repeated by the driver.
    public func bulkWrite(
        _ operations: [BulkWrite], ordered: Bool = true, session: MongoSession? = nil
    ) throws(MongoError) -> BulkResult {
        guard !operations.isEmpty else {
            return BulkResult(inserted: 0, matched: 0, modified: 0, deleted: 0, upserted: [:], errors: [])
        }
        var options: BSONDocument = ["ordered": .bool(ordered)]
        try session?.append(to: &options)
        return unsafe try withDriver(session) { (collection) throws(MongoError) in
            let bulk = unsafe options.withDriverPointer { options in
                unsafe mongoc_collection_create_bulk_operation_with_opts(collection, options)!
            }
            defer { unsafe mongoc_bulk_operation_destroy(bulk) }
            for operation in operations {
                let report = CallReport()
                try report.check(unsafe operation.add(to: bulk, report))
            }
            let report = CallReport()
            let server = unsafe mongoc_bulk_operation_execute(bulk, report.reply, report.error)
            let result = BulkResult(report.document)
            if server == 0 {
                let failure = report.failure
                guard !ordered, !failure.writeErrors.isEmpty, failure.kind == .rejected else { throw failure }
            }
            return result
        }
    }
}

extension BulkWrite {
    fileprivate func add(to bulk: OpaquePointer, _ report: borrowing CallReport) -> Bool {
        switch self {
        case .insert(let document):
            return unsafe Self.withPointers(document, ["validate": false]) { document, options, _ in
                unsafe mongoc_bulk_operation_insert_with_opts(bulk, document, options, report.error)
            }
        case .update(let filter, let update, let upsert, let arrayFilters):
            var options: BSONDocument = ["upsert": .bool(upsert)]
            if !arrayFilters.isEmpty { options.append("arrayFilters", .array(arrayFilters.map(BSONValue.document))) }
            return unsafe Self.withPointers(filter, options, update.document) { filter, options, update in
                unsafe mongoc_bulk_operation_update_one_with_opts(bulk, filter, update, options, report.error)
            }
        case .updateMany(let filter, let update):
            return unsafe Self.withPointers(filter, [:], update.document) { filter, options, update in
                unsafe mongoc_bulk_operation_update_many_with_opts(bulk, filter, update, options, report.error)
            }
        case .replace(let filter, let document, let upsert):
            return unsafe Self.withPointers(filter, ["upsert": .bool(upsert)], document) { filter, options, document in
                unsafe mongoc_bulk_operation_replace_one_with_opts(bulk, filter, document, options, report.error)
            }
        case .delete(let filter):
            return unsafe Self.withPointers(filter, [:]) { filter, options, _ in
                unsafe mongoc_bulk_operation_remove_one_with_opts(bulk, filter, options, report.error)
            }
        case .deleteMany(let filter):
            return unsafe Self.withPointers(filter, [:]) { filter, options, _ in
                unsafe mongoc_bulk_operation_remove_many_with_opts(bulk, filter, options, report.error)
            }
        }
    }

    private static func withPointers(
        _ first: BSONDocument, _ options: BSONDocument, _ second: BSONDocument = [:],
        _ body: (OpaquePointer, OpaquePointer, OpaquePointer) -> Bool
    ) -> Bool {
        unsafe first.withDriverPointer { first in
            unsafe options.withDriverPointer { options in
                unsafe second.withDriverPointer { second in unsafe body(first, options, second) }
            }
        }
    }
}

extension BulkResult {
    fileprivate init(_ reply: BSONDocument) {
        let upserted = (reply["upserted"]?.arrayValue ?? []).compactMap(\.documentValue).compactMap { made in
            made["index"]?.integerValue.flatMap { index in made["_id"].map { (Int(index), $0) } }
        }
        self.init(
            inserted: reply["nInserted"]?.integerValue ?? 0, matched: reply["nMatched"]?.integerValue ?? 0,
            modified: reply["nModified"]?.integerValue ?? 0, deleted: reply["nRemoved"]?.integerValue ?? 0,
            upserted: Dictionary(upserted, uniquingKeysWith: { first, _ in first }),
            errors: MongoError.writeErrors(in: reply))
    }
}
