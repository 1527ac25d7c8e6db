public import BSON
import CMongo

/// How to find.
public struct FindOptions: Sendable {
    public var projection: BSONDocument?
    public var sort: BSONDocument?
    public var limit: Int64?
    public var skip: Int64?
    /// Documents per round trip; 200 unless said otherwise, and never more than 16 MiB.
    public var batchSize: Int32?
    public var hint: BSONDocument?
    /// How long the server may work on the query.
    public var maxTime: Duration?
    /// Also writes that no majority has in its journal yet: a moment sooner, but a server that dies in that moment takes
    /// them back. For what is only shown, and for what is decided by a write on condition of what was read: that is
    /// acknowledged together with all writes before it.
    public var includesUnsettledWrites: Bool

    public init(
        projection: BSONDocument? = nil, sort: BSONDocument? = nil, limit: Int64? = nil, skip: Int64? = nil,
        batchSize: Int32? = nil, hint: BSONDocument? = nil, maxTime: Duration? = nil,
        includesUnsettledWrites: Bool = false
    ) {
        self.projection = projection
        self.sort = sort
        self.limit = limit
        self.skip = skip
        self.batchSize = batchSize
        self.hint = hint
        self.maxTime = maxTime
        self.includesUnsettledWrites = includesUnsettledWrites
    }

    func document(session: MongoSession?) throws(MongoError) -> BSONDocument {
        var options = BSONDocument()
        if let projection { options.append("projection", .document(projection)) }
        if let sort { options.append("sort", .document(sort)) }
        if let limit { options.append("limit", .int64(limit)) }
        if let skip { options.append("skip", .int64(skip)) }
        options.append("batchSize", .int32(batchSize ?? MongoCollection.defaultBatchSize))
        if let hint { options.append("hint", .document(hint)) }
        if let maxTime { options.append("maxTimeMS", .int32(maxTime.milliseconds)) }
        if includesUnsettledWrites { options.append("readConcern", ["level": "local"]) }
        try session?.append(to: &options)
        return options
    }
}

extension MongoCollection {
    static let defaultBatchSize: Int32 = 200

    /// The first document that matches; nil when none does.
    public func findOne(
        _ filter: BSONDocument, options: FindOptions = FindOptions(), session: MongoSession? = nil
    ) throws(MongoError) -> BSONDocument? {
        var options = options
        options.limit = 1
        options.batchSize = nil
        var driverOptions = try options.document(session: session)
        driverOptions["batchSize"] = nil
        driverOptions.append("singleBatch", true)
        var found: BSONDocument?
        unsafe try withDriver(session) { (collection) throws(MongoError) in
            var cursor = unsafe MongoCursor(find(filter, driverOptions, in: collection))
            found = try cursor.next()
        }
        return found
    }

    /// Calls `body` with each document that matches, until it returns false. Memory for one batch; the connection is held
    /// all the while, so `body` must not wait for another connection of the same pool. Throws what `body` throws.
    public func find(
        _ filter: BSONDocument, options: FindOptions = FindOptions(), session: MongoSession? = nil,
        _ body: (BSONDocument) throws -> Bool
    ) throws {
        let driverOptions = try options.document(session: session)
        unsafe try stream(session, { unsafe find(filter, driverOptions, in: $0) }, body)
    }

    /// All that match, in memory: for results that are known to be small.
    public func findAll(
        _ filter: BSONDocument, options: FindOptions = FindOptions()
    ) throws(MongoError) -> [BSONDocument] {
        let driverOptions = try options.document(session: nil)
        return unsafe try withDriver(nil) { (collection) throws(MongoError) in
            var cursor = unsafe MongoCursor(find(filter, driverOptions, in: collection))
            var found: [BSONDocument] = []
            while let document = try cursor.next() { found.append(document) }
            return found
        }
    }

    /// Calls `body` with each result of an aggregation, as `find` does.
    public func aggregate(_ pipeline: [BSONDocument], _ body: (BSONDocument) throws -> Bool) throws {
        let stages = BSONDocument(pipeline: pipeline)
        let options: BSONDocument = ["batchSize": .int32(Self.defaultBatchSize)]
        unsafe try stream(
            nil,
            { collection in
                unsafe stages.withDriverPointer { stages in
                    unsafe options.withDriverPointer { options in
                        unsafe mongoc_collection_aggregate(collection, MONGOC_QUERY_NONE, stages, options, nil)!
                    }
                }
            }, body)
    }

    /// How many match, counted by the server.
    public func count(_ filter: BSONDocument) throws(MongoError) -> Int64 {
        unsafe try withDriver(nil) { (collection) throws(MongoError) in
            let report = CallReport()
            let count = unsafe filter.withDriverPointer { filter in
                unsafe mongoc_collection_count_documents(collection, filter, nil, nil, report.reply, report.error)
            }
            try report.check(count >= 0)
            return count
        }
    }

    private func find(_ filter: BSONDocument, _ options: BSONDocument, in collection: OpaquePointer) -> OpaquePointer {
        unsafe filter.withDriverPointer { filter in
            unsafe options.withDriverPointer { options in
                unsafe mongoc_collection_find_with_opts(collection, filter, options, nil)!
            }
        }
    }

    private func stream(
        _ session: MongoSession?, _ open: (OpaquePointer) -> OpaquePointer, _ body: (BSONDocument) throws -> Bool
    ) throws {
        let result = unsafe try withDriver(session) { (collection) throws(MongoError) in
            Result {
                var cursor = unsafe MongoCursor(open(collection))
                while let document = try cursor.next(), try body(document) {}
            }
        }
        try result.get()
    }
}

extension BSONDocument {
    /// A pipeline as the driver takes it: an array, which in BSON is a document with the keys 0, 1, …
    init(pipeline: [BSONDocument]) {
        self.init(pipeline.enumerated().map { (String($0.offset), .document($0.element)) })
    }
}
