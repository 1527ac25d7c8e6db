public import BSON
import CMongo
import Synchronization

/// A pool of connections to one replica set. Thread-safe; every call blocks its thread.
///
/// Writes are acknowledged by a majority that has them in its journal, reads go to the primary and, unless their
/// `FindOptions` say otherwise, see only such writes, and both are repeated once when a server goes away in between,
/// whatever the URI says.
public final class MongoClient: Sendable {
    public let uri: MongoURI
    let pool: MongoPool
    private let probe: MongoProbe

    /// Opens no connection yet, and does not wait for a server.
    ///
    /// - Parameters:
    ///   - poolSize: how many calls run at the same time; one more waits for `serverSelectionTimeout`, then throws.
    ///   - applicationName: shown in the server's log.
    ///   - serverSelectionTimeout: how long a call waits for a primary; the URI's `serverSelectionTimeoutMS` goes before.
    ///   - socketTimeout: how long it waits for an answer; the URI's `socketTimeoutMS` goes before. Must be longer than the
    ///     longest `maxAwait` of a change stream.
    /// - Throws: `misuse` when the URI cannot be used, for example a certificate's file that is not there.
    public init(
        uri: MongoURI, poolSize: Int, applicationName: String, serverSelectionTimeout: Duration = .seconds(5),
        socketTimeout: Duration = .seconds(30)
    ) throws(MongoError) {
        precondition(poolSize > 0, "a pool has at least one connection")
        let handle = uri.handle.copy()
        handle.setDurability()
        handle.setApplicationName(applicationName)
        handle.setDefault(MONGOC_URI_SERVERSELECTIONTIMEOUTMS, serverSelectionTimeout.milliseconds)
        handle.setDefault(MONGOC_URI_CONNECTTIMEOUTMS, min(10_000, serverSelectionTimeout.milliseconds))
        handle.setDefault(MONGOC_URI_SOCKETTIMEOUTMS, socketTimeout.milliseconds)
        handle.setDefault(MONGOC_URI_WAITQUEUETIMEOUTMS, serverSelectionTimeout.milliseconds)
        let wait = handle.int32(MONGOC_URI_WAITQUEUETIMEOUTMS, default: 0)
        self.uri = uri
        pool = try MongoPool(uri: handle, size: poolSize, waitTimeout: .milliseconds(wait))
        probe = MongoProbe(uri: handle)
    }

    public func database(_ name: String) -> MongoDatabase {
        MongoDatabase(client: self, name: name)
    }

    /// The answer of `hello` from a connection of its own, so that it neither waits for the pool nor, longer than about
    /// `timeout`, for a server that is away or hangs.
    ///
    /// When no server belongs to the replica set that the URI names, the first one is asked what it is instead (at most
    /// another `timeout`): the answer of a server without a set, or of one whose set is not initiated, is returned.
    /// Throws `misuse` when it belongs to a set of another name.
    public func hello(timeout: Duration = .seconds(1)) throws(MongoError) -> BSONDocument {
        do {
            return try probe.run(["hello": 1], timeout: timeout)
        } catch  where error.isServerSelection && uri.replicaSet != nil {
            guard let wanted = uri.replicaSet, let server = uri.firstServer,
                let answer = try? MongoProbe(uri: server.handle).run(["hello": 1], timeout: timeout)
            else { throw error }
            guard let found = answer["setName"]?.stringValue else { return answer }
            guard found == wanted else {
                throw .misuse("the URI names the replica set \(wanted), but the server's is \(found)")
            }
            throw error
        }
    }

    /// The server's version, such as "6.0.5", within about `timeout`.
    public func serverVersion(timeout: Duration = .seconds(1)) throws(MongoError) -> String {
        try probe.run(["buildInfo": 1], timeout: timeout)["version"]?.stringValue ?? "unknown"
    }

    /// Waits for calls that are under way, then closes the connections. Later calls throw `misuse`.
    public func close() {
        pool.close()
        probe.close()
    }
}

extension Duration {
    /// Rounded up, at least 1, at most what the driver's options hold (24 days).
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? 1 : .max }
        return max(1, Int32(clamping: whole + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
