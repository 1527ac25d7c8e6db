import BSON
import CMongo
import Synchronization

/// Short questions to the server outside of the pool.
///
/// It uses a single client of the driver, which has no monitor thread and connects when it is asked, so that an answer
/// means that a connection works now. It is kept for the next question while it works; after a failure it is thrown
/// away, since a single client refuses to look again for half a second.
final class MongoProbe: Sendable {
    private let uri: MongoURI.Handle
    private let idle = Mutex<SingleClient?>(nil)

    init(uri: MongoURI.Handle) {
        self.uri = uri
    }

    func run(_ command: BSONDocument, timeout: Duration) throws(MongoError) -> BSONDocument {
        let milliseconds = timeout.milliseconds
        let kept = idle.withLock { client in
            defer { client = nil }
            return client?.timeout == milliseconds ? client : nil
        }
        if let kept, let answer = try? kept.run(command) {
            idle.withLock { $0 = kept }
            return answer
        }
        let client = try SingleClient(uri: uri, timeout: milliseconds)
        let answer = try client.run(command)
        idle.withLock { $0 = client }
        return answer
    }

    func close() {
        idle.withLock { $0 = nil }
    }
}

/// The only owner of one `mongoc_client_t`. Sendable, because `MongoProbe` gives it to one thread at a time.
@safe private final class SingleClient: @unchecked Sendable {
    let timeout: Int32
    private let pointer: OpaquePointer

    init(uri: MongoURI.Handle, timeout: Int32) throws(MongoError) {
        let uri = uri.copy()
        uri.set(MONGOC_URI_SERVERSELECTIONTIMEOUTMS, timeout)
        uri.set(MONGOC_URI_CONNECTTIMEOUTMS, timeout)
        uri.set(MONGOC_URI_SOCKETTIMEOUTMS, timeout)
        uri.set(MONGOC_URI_SERVERSELECTIONTRYONCE, false)
        let report = CallReport()
        guard let pointer = unsafe uri.withPointer({ unsafe mongoc_client_new_from_uri_with_error($0, report.error) })
        else {
            throw .misuse("the MongoDB URI cannot be used: \(report.failure.message)")
        }
        unsafe mongoc_client_set_error_api(pointer, MONGOC_ERROR_API_VERSION_2)
        self.timeout = timeout
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe mongoc_client_destroy(pointer)
    }

    /// Any member of a replica set may answer.
    func run(_ command: BSONDocument) throws(MongoError) -> BSONDocument {
        let report = CallReport()
        let nearest = unsafe mongoc_read_prefs_new(MONGOC_READ_PRIMARY_PREFERRED)
        defer { unsafe mongoc_read_prefs_destroy(nearest) }
        let done = unsafe command.withDriverPointer { command in
            unsafe mongoc_client_command_simple(pointer, "admin", command, nearest, report.reply, report.error)
        }
        try report.check(done)
        return report.document
    }
}
