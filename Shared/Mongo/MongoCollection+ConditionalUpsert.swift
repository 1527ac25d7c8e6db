public import BSON

/// An update that may create its document, and whose filter has, beside `_id`, a condition that a stale update fails.
public struct ConditionalUpsert: Sendable {
    public let id: BSONValue
    public let condition: BSONDocument
    public let update: MongoUpdate

    public init(id: BSONValue, condition: BSONDocument, update: MongoUpdate) {
        self.id = id
        self.condition = condition
        self.update = update
    }
}

extension MongoCollection {
    /// Applies each upsert whose condition holds, and skips the stale ones, in one round trip when nobody races.
    ///
    /// A stale upsert matches nothing and then fails to insert a second document with its id (E11000). The same error
    /// meets a good one that lost the race to insert, so those that failed are tried once more as plain updates: now
    /// their document is there, and only the stale ones match nothing.
    ///
    /// Ids must be unique within `upserts`. Throws every error but that one.
    public func upsertUnlessStale(_ upserts: [ConditionalUpsert]) throws(MongoError) {
        guard !upserts.isEmpty else { return }
        let first = try bulkWrite(upserts.map { $0.operation(upsert: true) }, ordered: false)
        try first.throwUnlessDuplicateKeys()
        guard !first.errors.isEmpty else { return }
        let again = try bulkWrite(first.errors.map { upserts[$0.index].operation(upsert: false) }, ordered: false)
        try again.throwUnlessDuplicateKeys()
    }
}

extension MongoError {
    /// E11000: a unique index has that key already.
    public static let duplicateKeyCode: Int32 = 11000
}

extension ConditionalUpsert {
    fileprivate func operation(upsert: Bool) -> BulkWrite {
        var filter: BSONDocument = ["_id": id]
        for (key, value) in condition.elements { filter.append(key, value) }
        return .update(filter: filter, update: update, upsert: upsert)
    }
}

extension BulkResult {
    /// Throws the first write error that is not a duplicate key, which callers of conditional writes expect.
    public func throwUnlessDuplicateKeys() throws(MongoError) {
        guard let other = errors.first(where: { $0.code != MongoError.duplicateKeyCode }) else { return }
        throw MongoError(
            kind: .rejected, code: other.code, domain: "server", message: other.message, writeErrors: errors)
    }
}
