import BSON
import CMongo

/// Where a driver's call puts its error and its reply. Used once, on one thread.
@safe struct CallReport: ~Copyable {
    let error: UnsafeMutablePointer<bson_error_t>
    let reply: OpaquePointer

    init() {
        // Aligned as C wants it (8), which Swift's import of the struct does not know.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<bson_error_t>.size, alignment: 8)
        unsafe error = unsafe memory.initializeMemory(as: bson_error_t.self, to: bson_error_t())
        unsafe reply = storefront_reply_new()
    }

    deinit {
        unsafe UnsafeMutableRawPointer(error).deallocate()
        unsafe storefront_reply_destroy(reply)
    }

    var document: BSONDocument { unsafe BSONDocument(copying: reply) }

    /// What went wrong. Only after a call that failed.
    var failure: MongoError { unsafe MongoError(error, reply: document) }

    func check(_ succeeded: Bool) throws(MongoError) {
        guard succeeded else { throw failure }
    }
}
