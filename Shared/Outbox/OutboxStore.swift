package import BSON
package import Mongo

/// The field `outbox` of an aggregate's collection: filled by the aggregate's own write, read and pruned by the relay.
package struct OutboxStore: Sendable {
    let collection: MongoCollection

    package init(collection: MongoCollection) { self.collection = collection }

    // MARK: Writing

    /// For an insert: the document with its events in it.
    static func document(_ document: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument {
        guard !events.isEmpty else { return document }
        var document = document
        document.append("outbox", .array(events.map { .document($0.document) }))
        return document
    }

    /// For an update: `update` (operators) with a `$push` of the events added to what it pushes already.
    package static func update(_ update: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument {
        guard !events.isEmpty else { return update }
        var update = update
        var push = update["$push"]?.documentValue ?? BSONDocument()
        let before = push["outbox"]?.documentValue?["$each"]?.arrayValue ?? []
        push["outbox"] = ["$each": .array(before + events.map { .document($0.document) })]
        update["$push"] = .document(push)
        return update
    }

    // MARK: Relaying

    /// An index entry for each document that has events waiting, by the age of its first one; none for the others: an
    /// index on one element of an array is an ordinary one, and a sparse index leaves out what has no such element.
    package static let index = IndexModel(name: "outbox", keys: ["outbox.0.time": 1], sparse: true)
    static let hasEvents: BSONDocument = ["outbox.0.time": ["$exists": true]]

    /// Events of a document that are read in one go; whoever got so many reads it again after they are removed.
    package static let maximumEvents = 100
    /// Documents of one answer, of up to 16 MiB.
    private static let batchSize: Int32 = 50

    /// The first waiting events of these documents, in the order in which they were added, or why they cannot be read, and
    /// the document's version, if it counts one, until `body` says false. Documents without are left out.
    package func events(
        of keys: [DocumentKey],
        _ body: (DocumentKey, Result<[OutboxEvent], OutboxEvent.Unreadable>, _ version: Int64?) -> Bool
    ) throws {
        let options = FindOptions(
            projection: ["version": 1, "outbox": ["$slice": .int64(Int64(Self.maximumEvents))]],
            batchSize: Self.batchSize)
        try collection.find(["_id": ["$in": .array(keys.map(\.id))]], options: options) { document in
            guard let id = document["_id"], let outbox = document["outbox"]?.arrayValue, !outbox.isEmpty else {
                return true
            }
            let events = Result { () throws(OutboxEvent.Unreadable) in
                try outbox.map { element throws(OutboxEvent.Unreadable) in
                    try OutboxEvent(document: element.documentValue ?? BSONDocument())
                }
            }
            return body(DocumentKey(id), events, document["version"]?.integerValue)
        }
    }

    /// Removes these events, and the field with the last of them, each document in one write.
    package func remove(_ events: [(key: DocumentKey, ids: [String])]) throws(MongoError) {
        let operations = events.map { key, ids in
            let ids = BSONValue.array(ids.map { .string($0) })
            let rest: BSONValue = [
                "$filter": ["input": "$outbox", "cond": ["$not": [["$in": ["$$this.id", ids]]]]]
            ]
            let field: BSONValue = [
                "$let": [
                    "vars": ["rest": rest],
                    "in": ["$cond": [["$eq": ["$$rest", .array([])]], "$$REMOVE", "$$rest"]],
                ]
            ]
            // The filter keeps the pipeline away from a document whose outbox is gone: it would make the field null.
            return BulkWrite.update(
                filter: ["_id": key.id, "outbox.id": ["$in": ids]],
                update: .pipeline([["$set": ["outbox": field]]]))
        }
        let result = try collection.bulkWrite(operations, ordered: false)
        if let first = result.errors.first {
            throw MongoError(
                kind: .rejected, code: first.code, domain: "server", message: first.message, writeErrors: result.errors)
        }
    }

    /// Documents with waiting events, the one with the oldest first, until `body` says false.
    package func waiting(_ body: (DocumentKey, _ oldestMilliseconds: Int64) -> Bool) throws {
        let options = FindOptions(projection: ["outbox.time": 1], sort: ["outbox.0.time": 1])
        try collection.find(Self.hasEvents, options: options) { document in
            guard let id = document["_id"] else { return true }
            var oldest: Int64 = 0
            if case .date(let date)? = document["outbox"]?.arrayValue?.first?.documentValue?["time"] {
                oldest = date.milliseconds
            }
            return body(DocumentKey(id), oldest)
        }
    }

    func count() throws(MongoError) -> Int64 { try collection.count(Self.hasEvents) }
}
