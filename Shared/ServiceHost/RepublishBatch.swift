import BSON
public import Mongo
public import Outbox

/// Puts events of aggregates as they are now into their outboxes, without changing them.
///
/// There is no condition on the version: an event that a change overtakes is refused by whoever applies the change, since it
/// carries the version that it tells.
public struct RepublishBatch: Sendable {
    private let collection: MongoCollection
    private let outbox: Outbox
    private var writes: [BulkWrite] = []
    private var ids: [BSONValue] = []
    private var events = 0
    private var unreadable = 0

    /// Events that may wait in a document; beyond that nothing is added, so that calling again and again while the broker
    /// is away fills no document.
    static let maximumWaiting = 200

    public init(collection: MongoCollection, outbox: Outbox) {
        self.collection = collection
        self.outbox = outbox
    }

    public mutating func add(_ id: String, _ events: [OutboxEvent]) {
        guard !events.isEmpty else { return }
        let id = BSONValue(id: id)
        writes.append(
            .update(
                filter: ["_id": id, "outbox.\(Self.maximumWaiting - 1)": ["$exists": false]],
                update: .document(outbox.update([:], carrying: events))))
        ids.append(id)
        self.events += events.count
    }

    public mutating func addUnreadable() { unreadable += 1 }

    /// - Parameter last: the id to go on behind, when there may be more.
    public func commit(last: String?) throws(MongoError) -> RepublishedPage {
        let result = try collection.bulkWrite(writes, ordered: false)
        if let refusal = result.errors.first {
            throw MongoError(
                kind: .rejected, code: refusal.code, domain: "server", message: refusal.message,
                writeErrors: result.errors)
        }
        outbox.nudge(ids)
        return RepublishedPage(
            aggregates: Int(result.matched), events: events, skipped: unreadable + writes.count - Int(result.matched),
            last: last)
    }
}
