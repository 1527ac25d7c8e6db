import CMongo
import Glibc
import Synchronization

/// The only owner of one `mongoc_client_pool_t`. A client is lent to one thread at a time.
///
/// Sendable, because the pool is thread-safe in C and `state` keeps it from being used after it was freed.
@safe final class MongoPool: @unchecked Sendable {
    private struct State {
        var isClosing = false
        var isFreed = false
        var leases = 0
    }

    private let pointer: OpaquePointer
    private let size: Int
    private let waitTimeout: Duration
    private let state = Mutex(State())

    /// `uri` carries all timeouts, so also how long `take` waits.
    init(uri: MongoURI.Handle, size: Int, waitTimeout: Duration) throws(MongoError) {
        let report = CallReport()
        guard let pointer = unsafe uri.withPointer({ unsafe mongoc_client_pool_new_with_error($0, report.error) })
        else {
            throw .misuse("the MongoDB URI cannot be used: \(report.failure.message)")
        }
        // Version 2: the server's errors are of the domain "server" (libmongoc's manual, "Error Reporting").
        unsafe mongoc_client_pool_set_error_api(pointer, MONGOC_ERROR_API_VERSION_2)
        unsafe mongoc_client_pool_max_size(pointer, UInt32(size))
        unsafe self.pointer = pointer
        self.size = size
        self.waitTimeout = waitTimeout
    }

    deinit {
        close()
    }

    /// A client for the calling thread, which gives it back. Waits for one at most the pool's time.
    func take() throws(MongoError) -> OpaquePointer {
        let isOpen = state.withLock { state in
            if !state.isClosing { state.leases += 1 }
            return !state.isClosing
        }
        guard isOpen else { throw .misuse("the client is closed") }
        guard let client = unsafe mongoc_client_pool_pop(pointer) else {
            state.withLock { $0.leases -= 1 }
            throw MongoError(
                kind: .unavailable, code: 0, domain: "pool",
                message: "all \(size) connections were in use for \(waitTimeout)")
        }
        return unsafe client
    }

    func giveBack(_ client: OpaquePointer) {
        unsafe mongoc_client_pool_push(pointer, client)
        state.withLock { $0.leases -= 1 }
    }

    /// Refuses new leases, waits for those that are out, frees the pool. Only the first call frees.
    func close() {
        while true {
            let (isIdle, isMine) = state.withLock { state in
                state.isClosing = true
                guard state.leases == 0 else { return (false, false) }
                defer { state.isFreed = true }
                return (true, !state.isFreed)
            }
            if isMine { unsafe mongoc_client_pool_destroy(pointer) }
            if isIdle { return }
            // Leases last milliseconds and this happens once per process: not worth a condition variable.
            usleep(1000)
        }
    }
}
