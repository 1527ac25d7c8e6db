public import BSON

/// An update that may create its document, and whose filter has, beside `_id`, a condition that a stale update fails.
public struct ConditionalUpsert: Sendable {
    public let id: BSONValue
    /// What the update makes of nothing, with its `_id`; nil leaves that to the server.
    public let document: BSONDocument?
    /// Made when they are needed: not for what is inserted.
    private let condition: @Sendable () -> BSONDocument
    private let update: @Sendable () -> MongoUpdate

    public init(
        id: BSONValue, condition: @autoclosure @escaping @Sendable () -> BSONDocument,
        update: @autoclosure @escaping @Sendable () -> MongoUpdate, document: BSONDocument? = nil
    ) {
        self.id = id
        self.document = document
        self.condition = condition
        self.update = update
    }

    fileprivate func operation(upsert: Bool) -> BulkWrite {
        var filter: BSONDocument = ["_id": id]
        for (key, value) in condition().elements { filter.append(key, value) }
        return .update(filter: filter, update: update(), upsert: upsert)
    }
}

extension MongoCollection {
    /// From so many on, asking which documents are there costs less than it saves: for the server an upsert that finds
    /// nothing is three to five times the work of an insert.
    private static let worthAsking = 50

    /// Applies each upsert whose condition holds, and skips the stale ones, in one round trip when nobody races; many at
    /// once in two, of which the first asks for ids, so that what is not there can be inserted.
    ///
    /// A stale upsert matches nothing and then fails to insert a second document with its id (E11000). The same error
    /// meets a good one that lost the race to insert, so those that failed are tried once more as plain updates: now
    /// their document is there, and only the stale ones match nothing.
    ///
    /// Ids must be unique within `upserts`. Returns an empty list when all were applied; when some were stale, the ids of
    /// those and of any that lost that race. Throws every error but that one.
    @discardableResult
    public func upsertUnlessStale(_ upserts: [ConditionalUpsert]) throws(MongoError) -> [BSONValue] {
        guard !upserts.isEmpty else { return [] }
        var inserts: [ConditionalUpsert] = []
        var updates = upserts
        if upserts.count >= Self.worthAsking, upserts.contains(where: { $0.document != nil }) {
            let present = try presentIDs(of: upserts)
            updates = []
            for upsert in upserts {
                let isAbsent = present.isEmpty || !present.contains(IDKey(upsert.id))
                if isAbsent, upsert.document != nil { inserts.append(upsert) } else { updates.append(upsert) }
            }
        }
        let all = inserts + updates
        let operations =
            inserts.compactMap { $0.document.map(BulkWrite.insert) } + updates.map { $0.operation(upsert: true) }
        let first = try bulkWrite(operations, ordered: false)
        try first.throwUnlessDuplicateKeys()
        guard !first.errors.isEmpty else { return [] }
        let failed = first.errors.map { all[$0.index] }
        let again = try bulkWrite(failed.map { $0.operation(upsert: false) }, ordered: false)
        try again.throwUnlessDuplicateKeys()
        return again.matched == Int64(failed.count) ? [] : failed.map(\.id)
    }

    private func presentIDs(of upserts: [ConditionalUpsert]) throws(MongoError) -> Set<IDKey> {
        let options = FindOptions(projection: ["_id": 1], batchSize: Int32(clamping: upserts.count))
        let found = try findAll(["_id": ["$in": .array(upserts.map(\.id))]], options: options)
        return Set(found.compactMap { $0["_id"].map(IDKey.init) })
    }
}

/// An `_id` that can be looked up: equal by its BSON bytes, so an ObjectId is not its hex text.
private struct IDKey: Hashable {
    private let bytes: [UInt8]

    init(_ id: BSONValue) { bytes = (["": id] as BSONDocument).bytes }
}

extension MongoError {
    /// E11000: a unique index has that key already.
    public static let duplicateKeyCode: Int32 = 11000
}

extension BulkResult {
    /// Throws the first write error that is not a duplicate key, which callers of conditional writes expect.
    public func throwUnlessDuplicateKeys() throws(MongoError) {
        guard let other = errors.first(where: { $0.code != MongoError.duplicateKeyCode }) else { return }
        throw MongoError(
            kind: .rejected, code: other.code, domain: "server", message: other.message, writeErrors: errors)
    }
}
