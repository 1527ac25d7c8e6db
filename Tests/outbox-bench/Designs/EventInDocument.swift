import BSON
import Mongo
import Outbox

/// What the services use: the event is pushed into the array `outbox` of the aggregate's document by the update that
/// changes it. The commit is that of `AggregateCollection`, the rest is the relay's own store.
struct EventInDocument: OutboxDesign {
    let aggregates: MongoCollection

    private var store: OutboxStore { OutboxStore(collection: aggregates) }

    func prepare() throws { try aggregates.createIndexes([OutboxStore.index]) }

    /// Each change commits by itself.
    func commit(_ changes: [AggregateChange]) throws -> Bool {
        let writes = changes.map { change in
            BulkWrite.update(
                filter: change.unchanged,
                update: .document(OutboxStore.update(["$set": .document(change.fields)], carrying: change.events)))
        }
        let result = try aggregates.bulkWrite(writes, ordered: false)
        try result.throwUnlessDuplicateKeys()
        return result.matched == Int64(changes.count)
    }

    func waiting(atMost limit: Int) throws -> [DocumentKey] {
        var keys: [DocumentKey] = []
        try store.waiting { key, _ in
            keys.append(key)
            return keys.count < limit
        }
        return keys
    }

    func events(of keys: [DocumentKey]) throws -> [(key: DocumentKey, events: [OutboxEvent])] {
        var found: [(key: DocumentKey, events: Result<[OutboxEvent], OutboxEvent.Unreadable>)] = []
        try store.events(of: keys) { key, events, _ in
            found.append((key, events))
            return true
        }
        return try found.map { ($0.key, try $0.events.get()) }
    }

    func remove(_ published: [(key: DocumentKey, ids: [String])]) throws { try store.remove(published) }
}
