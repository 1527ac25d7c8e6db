import BSON
import Mongo
import Outbox

/// The classic outbox: each event is a document of a second collection, inserted by the transaction that changes the
/// aggregate.
///
/// The commit order of one aggregate is its `sequence`, since each commit is conditional on the version before; the
/// order of ids or times would not do. The collection has as few indexes as that allows.
struct EventInTransaction: OutboxDesign {
    let client: MongoClient
    let aggregates: MongoCollection
    let events: MongoCollection

    private struct Stale: Error {}

    func prepare() throws {
        try events.createIndexes([IndexModel(name: "order", keys: ["aggregate": 1, "sequence": 1])])
    }

    /// All changes commit together, or none.
    func commit(_ changes: [AggregateChange]) throws -> Bool {
        let updates = changes.map { change in
            BulkWrite.update(filter: change.unchanged, update: .document(["$set": .document(change.fields)]))
        }
        let inserts = changes.flatMap { change in
            change.events.map { BulkWrite.insert(document($0, of: change.id)) }
        }
        do {
            try client.withTransaction { session in
                // Ordered: whatever the server refuses must leave the closure as an error, since it has ended the
                // transaction.
                let result = try aggregates.bulkWrite(updates, session: session)
                // Events of a change that did not take must not be there: one that is stale ends them all.
                guard result.matched == Int64(changes.count) else { throw Stale() }
                _ = try events.bulkWrite(inserts, session: session)
            }
            return true
        } catch is Stale {
            return false
        }
    }

    private func document(_ event: OutboxEvent, of aggregate: String) -> BSONDocument {
        var document = event.document.withID(event.id)
        document.append("aggregate", BSONValue(id: aggregate))
        return document
    }

    func waiting(atMost limit: Int) throws -> [DocumentKey] {
        var keys: [DocumentKey] = []
        let options = FindOptions(projection: ["_id": 0, "aggregate": 1], sort: ["aggregate": 1, "sequence": 1])
        try events.find([:], options: options) { document in
            guard let aggregate = document["aggregate"] else { return true }
            let key = DocumentKey(aggregate)
            if keys.last != key { keys.append(key) }
            return keys.count < limit
        }
        return keys
    }

    func events(of keys: [DocumentKey]) throws -> [(key: DocumentKey, events: [OutboxEvent])] {
        var found: [(key: DocumentKey, events: [OutboxEvent])] = []
        let options = FindOptions(sort: ["aggregate": 1, "sequence": 1])
        try events.find(["aggregate": ["$in": .array(keys.map(\.id))]], options: options) { document in
            guard let aggregate = document["aggregate"] else { return true }
            let key = DocumentKey(aggregate)
            let event = try OutboxEvent(document: document)
            if found.last?.key == key {
                found[found.count - 1].events.append(event)
            } else {
                found.append((key, [event]))
            }
            return true
        }
        return found
    }

    /// One operation for all: nothing but their ids is needed.
    func remove(_ published: [(key: DocumentKey, ids: [String])]) throws {
        let ids = published.flatMap(\.ids).map { BSONValue(id: $0) }
        _ = try events.deleteMany(["_id": ["$in": .array(ids)]])
    }
}
