public import BSON
import CMongo

extension MongoCollection {
    /// Calls `body` with each change of the collection, in the order of commits, until it returns false; with nil when none
    /// came within `maxAwait`. An event's `_id` is the token after which a later call goes on.
    ///
    /// The driver goes on by itself over a lost primary. Holds one connection all the while. Throws what `body` throws, and
    /// `MongoError`, of which `isResumeTokenLost` says that `resumeAfter` leads nowhere any more.
    public func watch(
        _ pipeline: [BSONDocument], resumeAfter: BSONDocument?, maxAwait: Duration,
        _ body: (BSONDocument?) throws -> Bool
    ) throws {
        try watch(pipeline, resumeAfter: resumeAfter, maxAwait: maxAwait) { event, _ in try body(event) }
    }

    /// The same; `body` also gets the token of the place that the stream has reached, which goes on while nothing happens.
    /// Kept by the caller, it stays inside of the oplog longer than that of the last event.
    ///
    /// `maxAwait` must be shorter than the client's socket timeout.
    public func watch(
        _ pipeline: [BSONDocument], resumeAfter: BSONDocument?, maxAwait: Duration,
        _ body: (_ event: BSONDocument?, _ resumeToken: BSONDocument?) throws -> Bool
    ) throws {
        var options: BSONDocument = ["maxAwaitTimeMS": .int64(Int64(maxAwait.milliseconds))]
        if let resumeAfter { options.append("resumeAfter", .document(resumeAfter)) }
        let result = unsafe try withDriver(nil) { (collection) throws(MongoError) in
            Result {
                var stream = unsafe MongoChangeStream(collection, pipeline, options)
                while true {
                    let event = try stream.next()
                    guard try body(event, stream.resumeToken) else { return }
                }
            }
        }
        try result.get()
    }
}

/// The only owner of one `mongoc_change_stream_t`, on one thread.
@safe private struct MongoChangeStream: ~Copyable {
    private let pointer: OpaquePointer

    init(_ collection: OpaquePointer, _ pipeline: [BSONDocument], _ options: BSONDocument) {
        let stages: BSONDocument = ["pipeline": .array(pipeline.map(BSONValue.document))]
        unsafe pointer = stages.withDriverPointer { stages in
            unsafe options.withDriverPointer { unsafe mongoc_collection_watch(collection, stages, $0)! }
        }
    }

    deinit {
        unsafe mongoc_change_stream_destroy(pointer)
    }

    /// A copy of the next event; nil when none came in time.
    mutating func next() throws(MongoError) -> BSONDocument? {
        var event: OpaquePointer?
        if unsafe mongoc_change_stream_next(pointer, &event), let event = unsafe event {
            return unsafe BSONDocument(copying: event)
        }
        let report = CallReport()
        var reply: OpaquePointer?
        if unsafe mongoc_change_stream_error_document(pointer, report.error, &reply) {
            throw unsafe MongoError(report.error, reply: reply.map { unsafe BSONDocument(copying: $0) })
        }
        return nil
    }

    var resumeToken: BSONDocument? {
        unsafe mongoc_change_stream_get_resume_token(pointer).map { unsafe BSONDocument(copying: $0) }
    }
}
