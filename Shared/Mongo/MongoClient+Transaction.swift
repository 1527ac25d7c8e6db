import BSON
import CMongo
import Glibc

extension MongoClient {
    /// Runs `body` in a transaction that reads one snapshot and commits to a majority. Needs a replica set.
    ///
    /// `body` may run several times, so it must have no effect but through the session: it runs again when the transaction
    /// met another one or lost its primary (`TransientTransactionError`), with a growing random pause, until `timeLimit` has
    /// passed. When only the outcome of the commit is unknown, only the commit is repeated (drivers' specification
    /// "Convenient API for Transactions"). A `MongoError` of the session's calls must leave `body` as it is, since its labels
    /// decide this. A duplicate key ends the transaction, also when `body` catches it.
    ///
    /// Throws what `body` threw, after rolling back; `unavailable` when time ran out, then possibly committed.
    public func withTransaction<R>(
        timeLimit: Duration = .seconds(15), _ body: (MongoSession) throws -> R
    ) throws -> R {
        let client = unsafe try pool.take()
        defer { unsafe pool.giveBack(client) }
        let transaction = unsafe try MongoTransaction(owner: self, client: client)
        let deadline = ContinuousClock.now + timeLimit
        var attempt = 0
        while true {
            do {
                try transaction.start()
                let result: R
                do {
                    result = try transaction.lend(to: body)
                } catch {
                    transaction.abort()
                    throw error
                }
                try transaction.commit(until: deadline)
                return result
            } catch let error as MongoError where error.isTransient && ContinuousClock.now < deadline {
                pause(attempt)
                attempt += 1
            }
        }
    }

    /// At most 5 ms × 1.5ⁿ and half a second, of it a random part, so that rivals do not meet again.
    private func pause(_ attempt: Int) {
        let longest = min(5_000 * pow(1.5, Double(attempt)), 500_000)
        usleep(UInt32(Double.random(in: 0...longest)))
    }
}

/// The only owner of one `mongoc_client_session_t`, on one thread.
@safe private struct MongoTransaction: ~Copyable {
    private let owner: MongoClient
    private let client: OpaquePointer
    private let session: OpaquePointer

    init(owner: MongoClient, client: OpaquePointer) throws(MongoError) {
        let report = CallReport()
        guard let session = unsafe mongoc_client_start_session(client, nil, report.error) else { throw report.failure }
        self.owner = owner
        unsafe self.client = client
        unsafe self.session = session
    }

    deinit {
        // Rolls back what was neither committed nor aborted.
        unsafe mongoc_client_session_destroy(session)
    }

    func start() throws(MongoError) {
        let options = unsafe mongoc_transaction_opts_new()
        defer { unsafe mongoc_transaction_opts_destroy(options) }
        let snapshot = unsafe mongoc_read_concern_new()
        defer { unsafe mongoc_read_concern_destroy(snapshot) }
        unsafe mongoc_read_concern_set_level(snapshot, MONGOC_READ_CONCERN_LEVEL_SNAPSHOT)
        // Copied. The write concern is the client's.
        unsafe mongoc_transaction_opts_set_read_concern(options, snapshot)
        let report = CallReport()
        try report.check(unsafe mongoc_client_session_start_transaction(session, options, report.error))
    }

    func lend<R>(to body: (MongoSession) throws -> R) throws -> R {
        let handle = unsafe MongoSession.Handle(owner: owner, client: client, session: session)
        defer { handle.end() }
        return try body(MongoSession(handle: handle))
    }

    /// An abort that is not heard runs out on the server after a minute.
    func abort() {
        let report = CallReport()
        _ = unsafe mongoc_client_session_abort_transaction(session, report.error)
    }

    func commit(until deadline: ContinuousClock.Instant) throws(MongoError) {
        while true {
            let report = CallReport()
            if unsafe mongoc_client_session_commit_transaction(session, report.reply, report.error) { return }
            let failure = report.failure
            guard failure.isUnknownCommit, ContinuousClock.now < deadline else { throw failure }
        }
    }
}

extension MongoError {
    fileprivate var isTransient: Bool { labels.contains("TransientTransactionError") }

    /// A commit that ran into its own time limit is not repeated.
    fileprivate var isUnknownCommit: Bool { labels.contains("UnknownTransactionCommitResult") && code != 50 }
}
