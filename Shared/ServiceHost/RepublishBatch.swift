import BSON
public import Mongo
public import Outbox
import StructuredLogging

/// Puts events of aggregates as they are now into their outboxes, without changing them.
///
/// There is no condition on the version: an event that a change overtakes is refused by whoever applies the change, since it
/// carries the version that it tells.
///
/// A document takes so many events as have room beside those that wait in it, so that neither many aggregates in one
/// document nor calling again and again while the broker is away fills it. What waits is asked for just before the write:
/// others that write at that moment add theirs to it. Aggregates without room are `left`, to be offered again when the
/// relay has made some.
public struct RepublishBatch: Sendable {
    private let aggregates: AggregateCollection
    private var writes: [Write] = []
    /// What the writes add, by document.
    private var added: [String: Load] = [:]
    /// Documents of which some aggregates are left.
    private var closed: Set<String> = []
    private var whole = Load()
    private var left: [String] = []
    private var unreadable = 0

    private struct Write: Sendable {
        let aggregate: String
        let document: String
        let update: BSONDocument
        let load: Load
    }

    public init(_ aggregates: AggregateCollection) { self.aggregates = aggregates }

    /// It is time to commit: what is added now is left.
    public var isFull: Bool { whole.events >= Load.perBatch.events || whole.bytes >= Load.perBatch.bytes }

    /// - Parameters:
    ///   - aggregate: by which it can be asked for again.
    ///   - events: made when there may be room for them; none when there is nothing to tell.
    public mutating func add(_ aggregate: String, in document: String, _ events: @autoclosure () -> [OutboxEvent]) {
        guard !isFull, !closed.contains(document) else { return left.append(aggregate) }
        let events = events()
        guard !events.isEmpty else { return }
        let update = aggregates.outbox.update([:], carrying: events)
        let load = Load(events: events.count, bytes: update.byteCount)
        guard let sum = load.added(to: added[document]) else {
            closed.insert(document)
            return left.append(aggregate)
        }
        added[document] = sum
        whole.events += load.events
        whole.bytes += load.bytes
        writes.append(Write(aggregate: aggregate, document: document, update: update, load: load))
    }

    public mutating func addUnreadable() { unreadable += 1 }

    /// A write that the server refuses (the document would grow beyond 16 MiB) is skipped, with a line in the log.
    ///
    /// - Parameter last: the id to go on behind, when there may be more.
    public func commit(last: String?) throws(MongoError) -> RepublishedPage {
        var waiting = try waiting()
        var left = left
        var fitting: [Write] = []
        for write in writes {
            if let waits = waiting[write.document] {
                guard let sum = write.load.added(to: waits) else {
                    left.append(write.aggregate)
                    continue
                }
                waiting[write.document] = sum
            }
            fitting.append(write)
        }
        let result = try aggregates.documents.bulkWrite(
            fitting.map { .update(filter: ["_id": BSONValue(id: $0.document)], update: .document($0.update)) },
            ordered: false)
        let refused = result.errors.compactMap { error in
            fitting.indices.contains(error.index) ? (write: fitting[error.index], error: error) : nil
        }
        for (write, error) in refused {
            aggregates.logger.warning(
                "an aggregate cannot be published again and is left out",
                metadata: [
                    "collection": .string(aggregates.documents.name), "id": .string(write.document),
                    "aggregate": .string(write.aggregate), "error": .string("\(error.message) (\(error.code))"),
                ])
        }
        aggregates.outbox.nudge(Set(fitting.map(\.document)).map { BSONValue(id: $0) })
        return RepublishedPage(
            aggregates: Int(result.matched),
            events: fitting.reduce(0) { $0 + $1.load.events } - refused.reduce(0) { $0 + $1.write.load.events },
            skipped: unreadable + refused.count, left: left, last: last)
    }

    /// What waits in the documents, of those in which something does.
    private func waiting() throws(MongoError) -> [String: Load] {
        guard !added.isEmpty else { return [:] }
        let found = try aggregates.documents.findAll(
            [
                "_id": ["$in": .array(added.keys.map { BSONValue(id: $0) })], "outbox.0": ["$exists": true],
                "outbox": ["$type": "array"],
            ],
            options: FindOptions(
                projection: ["events": ["$size": "$outbox"], "bytes": ["$bsonSize": ["outbox": "$outbox"]]]))
        let loads = found.compactMap { document in
            document["_id"]?.idString.map { id in
                (
                    id,
                    Load(
                        events: Int(document["events"]?.integerValue ?? 0),
                        bytes: Int(document["bytes"]?.integerValue ?? 0))
                )
            }
        }
        return Dictionary(loads, uniquingKeysWith: { first, _ in first })
    }
}

/// Events, and their bytes as they lie in an outbox.
private struct Load: Sendable {
    var events = 0
    var bytes = 0

    /// What may wait in a document, which MongoDB lets grow to 16 MiB.
    static let perDocument = Load(events: 200, bytes: 1 << 20)
    /// From so many on a batch takes no more.
    static let perBatch = Load(events: 2_000, bytes: 8 << 20)

    /// Nil when a document has no room for both. Where nothing waits there is room for any load, else one that is too
    /// large by itself would wait for ever.
    func added(to other: Load?) -> Load? {
        guard let other else { return self }
        let sum = Load(events: events + other.events, bytes: bytes + other.bytes)
        return sum.events <= Self.perDocument.events && sum.bytes <= Self.perDocument.bytes ? sum : nil
    }
}
