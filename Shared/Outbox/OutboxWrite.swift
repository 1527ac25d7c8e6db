public import BSON

/// A write that has put events into a document that counts its changes in `version`, and that the database has
/// acknowledged: enough for the relay to send the events without reading them, when it has those of the versions before.
public struct OutboxWrite: Sendable {
    let key: DocumentKey
    /// The version that the write was conditional on; nil for an insert.
    let before: Int64?
    let after: Int64
    /// In the order in which they lie in the document.
    let events: [OutboxEvent]

    public init(id: BSONValue, from before: Int64?, to after: Int64, events: [OutboxEvent]) {
        key = DocumentKey(id)
        self.before = before
        self.after = after
        self.events = events
    }

    var byteCount: Int { events.reduce(0) { $0 + $1.byteCount } }
}
