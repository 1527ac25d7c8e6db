import BSON
import Mongo
import Outbox

/// A change of one aggregate with the events that tell it.
struct AggregateChange: Sendable {
    let id: String
    /// The version that the change was decided on; another one makes it stale.
    let from: Int64
    /// What is set, `version` among it.
    let fields: BSONDocument
    let events: [OutboxEvent]

    /// The aggregate's document as long as nobody has changed it since.
    var unchanged: BSONDocument { ["_id": BSONValue(id: id), "version": .int64(from)] }
}

/// A way to commit state and events together: all that services and relay ask of it. Thread-safe, every call blocks.
///
/// Of one aggregate the events come back in the order of their commits. That is the only order there is: commits of
/// different aggregates are not ordered, and no clock or id that is given before a commit tells its place.
protocol OutboxDesign: Sendable {
    /// Where the aggregates lie: `_id`, `version` and their fields.
    var aggregates: MongoCollection { get }

    /// Makes what the design needs, indexes for example, before the first commit.
    func prepare() throws

    /// True when every change took. A stale one does not take, nor do its events; its caller loads and decides again.
    func commit(_ changes: [AggregateChange]) throws -> Bool

    /// Aggregates whose events wait, at most `limit`: for a relay that was not told.
    func waiting(atMost limit: Int) throws -> [DocumentKey]

    /// The waiting events of these aggregates, those of one in the order of their commits.
    func events(of keys: [DocumentKey]) throws -> [(key: DocumentKey, events: [OutboxEvent])]

    /// The broker has acknowledged them.
    func remove(_ published: [(key: DocumentKey, ids: [String])]) throws
}
