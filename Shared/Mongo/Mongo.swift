public import BSON
public import StructuredLogging
// STUB: the agreed interface; replaced by real files. All calls are synchronous, block the calling thread, and throw MongoError.

public struct MongoError: Error, Sendable, CustomStringConvertible {
    /// rejected: the server said no; unavailable: try again; misuse: our bug or a bad URI.
    public enum Kind: Sendable { case rejected, unavailable, misuse }
    public let kind: Kind, code: Int32, domain: String, message: String
    /// For a bulk write: index of the failed operation → code.
    public let writeErrors: [WriteError]
    public struct WriteError: Sendable { public let index: Int, code: Int32, message: String; public init(index: Int, code: Int32, message: String) { self.index = index; self.code = code; self.message = message } }
    public init(kind: Kind, code: Int32, domain: String, message: String, writeErrors: [WriteError] = []) { self.kind = kind; self.code = code; self.domain = domain; self.message = message; self.writeErrors = writeErrors }
    public var isDuplicateKey: Bool { fatalError("stub") }
    public var description: String { fatalError("stub") }
}
public struct MongoURI: Sendable, CustomStringConvertible {
    /// Throws `misuse` with a sentence that says what is wrong.
    public init(_ text: String) throws(MongoError) { fatalError("stub") }
    public var database: String? { fatalError("stub") }
    public func withDatabase(_ name: String) -> MongoURI { fatalError("stub") }
    /// Password masked.
    public var description: String { fatalError("stub") }
}
public final class MongoClient: Sendable {
    /// Write concern majority, journaled; read concern majority; retryable writes; primary reads.
    public init(uri: MongoURI, poolSize: Int, applicationName: String, serverSelectionTimeout: Duration = .seconds(5), socketTimeout: Duration = .seconds(30)) throws(MongoError) { fatalError("stub") }
    public func database(_ name: String) -> MongoDatabase { fatalError("stub") }
    /// The answer of `hello`, within `timeout`.
    public func hello(timeout: Duration) throws(MongoError) -> BSONDocument { fatalError("stub") }
    public func serverVersion(timeout: Duration) throws(MongoError) -> String { fatalError("stub") }
    public func withTransaction<R>(_ body: (MongoSession) throws -> R) throws -> R { fatalError("stub") }
    /// Waits for leases to come back, then frees the pool.
    public func close() { fatalError("stub") }
}
/// Only valid inside the `withTransaction` closure that made it.
public struct MongoSession { init() {} }
public struct MongoDatabase: Sendable {
    public let name: String
    public func collection(_ name: String) -> MongoCollection { fatalError("stub") }
    public func run(_ command: BSONDocument) throws(MongoError) -> BSONDocument { fatalError("stub") }
    public func drop() throws(MongoError) { fatalError("stub") }
}
public struct FindOptions: Sendable {
    public var projection: BSONDocument?, sort: BSONDocument?, limit: Int64?, skip: Int64?, batchSize: Int32?, hint: BSONDocument?, maxTime: Duration?
    public init(projection: BSONDocument? = nil, sort: BSONDocument? = nil, limit: Int64? = nil, skip: Int64? = nil, batchSize: Int32? = nil, hint: BSONDocument? = nil, maxTime: Duration? = nil) {
        self.projection = projection; self.sort = sort; self.limit = limit; self.skip = skip; self.batchSize = batchSize; self.hint = hint; self.maxTime = maxTime }
}
public struct UpdateResult: Sendable { public let matched: Int64, modified: Int64; public let upserted: [Int: BSONValue]
    public init(matched: Int64, modified: Int64, upserted: [Int: BSONValue]) { self.matched = matched; self.modified = modified; self.upserted = upserted } }
/// An update document or an aggregation pipeline.
public enum MongoUpdate: Sendable { case document(BSONDocument), pipeline([BSONDocument]) }
public enum BulkWrite: Sendable {
    case insert(BSONDocument)
    case update(filter: BSONDocument, update: MongoUpdate, upsert: Bool = false, arrayFilters: [BSONDocument] = [])
    case updateMany(filter: BSONDocument, update: MongoUpdate)
    case replace(filter: BSONDocument, document: BSONDocument, upsert: Bool = false)
    case delete(filter: BSONDocument), deleteMany(filter: BSONDocument)
}
public struct BulkResult: Sendable { public let inserted: Int64, matched: Int64, modified: Int64, deleted: Int64, upserted: [Int: BSONValue]; public let errors: [MongoError.WriteError]
    public init(inserted: Int64, matched: Int64, modified: Int64, deleted: Int64, upserted: [Int: BSONValue], errors: [MongoError.WriteError]) { self.inserted = inserted; self.matched = matched; self.modified = modified; self.deleted = deleted; self.upserted = upserted; self.errors = errors } }
public struct IndexModel: Sendable { public let name: String, keys: BSONDocument, unique: Bool, sparse: Bool, partialFilter: BSONDocument?, expireAfterSeconds: Int32?
    public init(name: String, keys: BSONDocument, unique: Bool = false, sparse: Bool = false, partialFilter: BSONDocument? = nil, expireAfterSeconds: Int32? = nil) { self.name = name; self.keys = keys; self.unique = unique; self.sparse = sparse; self.partialFilter = partialFilter; self.expireAfterSeconds = expireAfterSeconds } }
public struct MongoCollection: Sendable {
    public let name: String
    public func findOne(_ filter: BSONDocument, options: FindOptions = FindOptions(), session: MongoSession? = nil) throws(MongoError) -> BSONDocument? { fatalError("stub") }
    /// Constant memory: one batch at a time. `body` returns false to stop.
    public func find(_ filter: BSONDocument, options: FindOptions = FindOptions(), session: MongoSession? = nil, _ body: (BSONDocument) throws -> Bool) throws { fatalError("stub") }
    public func findAll(_ filter: BSONDocument, options: FindOptions = FindOptions()) throws(MongoError) -> [BSONDocument] { fatalError("stub") }
    public func aggregate(_ pipeline: [BSONDocument], _ body: (BSONDocument) throws -> Bool) throws { fatalError("stub") }
    public func count(_ filter: BSONDocument) throws(MongoError) -> Int64 { fatalError("stub") }
    public func insert(_ document: BSONDocument, session: MongoSession? = nil) throws(MongoError) { fatalError("stub") }
    public func update(_ filter: BSONDocument, _ update: MongoUpdate, upsert: Bool = false, session: MongoSession? = nil) throws(MongoError) -> UpdateResult { fatalError("stub") }
    public func updateMany(_ filter: BSONDocument, _ update: MongoUpdate, session: MongoSession? = nil) throws(MongoError) -> UpdateResult { fatalError("stub") }
    public func delete(_ filter: BSONDocument, session: MongoSession? = nil) throws(MongoError) -> Int64 { fatalError("stub") }
    public func deleteMany(_ filter: BSONDocument) throws(MongoError) -> Int64 { fatalError("stub") }
    public func findOneAndUpdate(_ filter: BSONDocument, _ update: MongoUpdate, returningNew: Bool = true, upsert: Bool = false, projection: BSONDocument? = nil) throws(MongoError) -> BSONDocument? { fatalError("stub") }
    /// Unordered goes on after a failed operation and reports it in `errors` (duplicate keys and the like); what is not a write error throws. Splits by the driver's limits.
    public func bulkWrite(_ operations: [BulkWrite], ordered: Bool = true, session: MongoSession? = nil) throws(MongoError) -> BulkResult { fatalError("stub") }
    /// Idempotent. A unique index that cannot be built throws `rejected` with a message that names duplicates.
    public func createIndexes(_ indexes: [IndexModel]) throws(MongoError) { fatalError("stub") }
    public func drop() throws(MongoError) { fatalError("stub") }
    /// Change stream; `body` returns false to stop; called with nil when nothing came within `maxAwait`.
    public func watch(_ pipeline: [BSONDocument], resumeAfter: BSONDocument?, maxAwait: Duration, _ body: (BSONDocument?) throws -> Bool) throws { fatalError("stub") }
}
/// Takes libmongoc's own log lines into ours; once per process.
public func routeDriverLogs(to logger: Logger) { fatalError("stub") }
