import BSON
import CMongo

/// A transaction under way. Only valid inside the `withTransaction` closure that was given it, on its thread.
public struct MongoSession {
    let handle: Handle

    /// The client that the session lives on, which every call with the session must use.
    func client(of owner: MongoClient) throws(MongoError) -> OpaquePointer {
        guard handle.owner === owner else { throw .misuse("the session belongs to another client") }
        guard let client = unsafe handle.client else { throw .misuse("the session's transaction has ended") }
        return unsafe client
    }

    /// Puts the session into a call's options.
    func append(to options: inout BSONDocument) throws(MongoError) {
        guard let session = unsafe handle.session else { throw .misuse("the session's transaction has ended") }
        let report = CallReport()
        let done = unsafe options.withMutableDriverPointer { options in
            unsafe mongoc_client_session_append(session, options, report.error)
        }
        try report.check(done)
    }
}

extension MongoSession {
    /// What the session points to; forgotten when its closure ends. Not Sendable.
    @safe final class Handle {
        let owner: MongoClient
        private(set) var client: OpaquePointer?
        private(set) var session: OpaquePointer?

        init(owner: MongoClient, client: OpaquePointer, session: OpaquePointer) {
            self.owner = owner
            unsafe self.client = client
            unsafe self.session = session
        }

        func end() {
            unsafe client = nil
            unsafe session = nil
        }
    }
}
