public import BSON
import Mongo
public import Outbox

/// The write of one aggregate: a new document, or the change of one that has a certain version; and the events that tell
/// it. The members `version` and `outbox` are not the caller's business.
public struct AggregateWrite: Sendable {
    let id: String
    /// Nil for a new one.
    private let before: Int64?
    private let after: Int64
    private let content: BSONDocument
    private let events: [OutboxEvent]

    /// - Parameter fields: all of the document but `_id`, `version` and `outbox`.
    public static func insert(
        _ id: String, version: Int64, _ fields: BSONDocument, events: [OutboxEvent]
    ) -> AggregateWrite {
        AggregateWrite(id: id, before: nil, after: version, content: fields, events: events)
    }

    /// - Parameter operators: an update document, as `$set`.
    public static func update(
        _ id: String, from before: Int64, to after: Int64, _ operators: BSONDocument, events: [OutboxEvent]
    ) -> AggregateWrite {
        AggregateWrite(id: id, before: before, after: after, content: operators, events: events)
    }

    func bulkWrite(carryingEventsBy outbox: Outbox) -> BulkWrite {
        guard let before else {
            var document = content.withID(id)
            document.append("version", .int64(after))
            return .insert(outbox.document(document, carrying: events))
        }
        var operators = content
        var set = operators["$set"]?.documentValue ?? BSONDocument()
        set.append("version", .int64(after))
        operators["$set"] = .document(set)
        return .update(
            filter: AggregateCollection.unchanged(id, since: before),
            update: .document(outbox.update(operators, carrying: events)))
    }

    var outboxWrite: OutboxWrite { OutboxWrite(id: BSONValue(id: id), from: before, to: after, events: events) }
}
