import BSON
import CMongo

/// The only owner of one `mongoc_cursor_t`, on one thread.
@safe struct MongoCursor: ~Copyable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe mongoc_cursor_destroy(pointer)
    }

    /// A copy of the next document; nil after the last.
    mutating func next() throws(MongoError) -> BSONDocument? {
        var document: OpaquePointer?
        if unsafe mongoc_cursor_next(pointer, &document), let document = unsafe document {
            return unsafe BSONDocument(copying: document)
        }
        let report = CallReport()
        var reply: OpaquePointer?
        if unsafe mongoc_cursor_error_document(pointer, report.error, &reply) {
            throw unsafe MongoError(report.error, reply: reply.map { unsafe BSONDocument(copying: $0) })
        }
        return nil
    }
}
