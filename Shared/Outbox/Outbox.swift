public import BSON
public import Kafka
public import Lifecycle
public import Mongo
public import PrometheusMetrics
public import StructuredLogging
import Synchronization
import Threads

/// Events that commit with the write: they are pushed into the array field `outbox` of the aggregate's own document by
/// the very update that changes it, relayed from there to Kafka, and pulled. One per aggregate collection; thread-safe.
///
/// State and event are one durable write, so there is no moment between them at which a crash could lose either. An event
/// is published at least once; those of one document with the same topic and key in the order in which they were added,
/// the next only when the broker has the one before. Deleting a document deletes the events that wait in it: an aggregate
/// is deleted by leaving a marker behind.
public final class Outbox: LifecyclePart {
    private let collection: MongoCollection
    private let relay: OutboxRelay
    private let thread = Mutex<NamedThread?>(nil)

    /// - Parameters:
    ///   - source: the service's name, for the CloudEvents attribute `source`.
    ///   - metrics: gets `storefront_outbox_documents`, `storefront_outbox_oldest_seconds` and
    ///     `storefront_outbox_published_total`.
    public init(
        collection: MongoCollection, producer: KafkaProducer, source: String, metrics: MetricsRegistry, logger: Logger
    ) {
        self.collection = collection
        let relay = OutboxRelay(
            store: OutboxStore(collection: collection), producer: producer, source: source, metrics: metrics,
            logger: logger)
        self.relay = relay
        metrics.gauge(
            "storefront_outbox_documents", help: "Documents with events that wait to be published",
            labels: [("collection", collection.name)]
        ) { [weak relay] in relay.map { Double($0.depth.withLock { $0.documents }) } }
        metrics.gauge(
            "storefront_outbox_oldest_seconds", help: "Age of the oldest event that waits, 0 for none",
            labels: [("collection", collection.name)]
        ) { [weak relay] in relay.map { Double($0.oldestAge) / 1000 } }
    }

    // MARK: Writing

    /// For an insert: the document with its events in it.
    public func document(_ document: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument {
        guard !events.isEmpty else { return document }
        var document = document
        document.append("outbox", .array(events.map { .document($0.document) }))
        return document
    }

    /// For an update: `update` (operators) with a `$push` of the events added to what it pushes already.
    public func update(_ update: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument {
        guard !events.isEmpty else { return update }
        var update = update
        var push = update["$push"]?.documentValue ?? BSONDocument()
        let before = push["outbox"]?.documentValue?["$each"]?.arrayValue ?? []
        push["outbox"] = ["$each": .array(before + events.map { .document($0.document) })]
        update["$push"] = .document(push)
        return update
    }

    /// After the write returned: these documents have events. Cheap; never blocks. Forgetting it costs up to a second.
    public func nudge(_ ids: [BSONValue]) {
        let keys = ids.map { DocumentKey($0) }
        relay.mailbox.update { mailbox in
            // Beyond this the relay is far behind, and its sweep finds them.
            guard mailbox.written.count < RelayState.maximumQueued else { return }
            mailbox.written.formUnion(keys)
        }
    }

    /// What the collection needs: without it every sweep reads the whole collection.
    public var indexes: [IndexModel] { [OutboxStore.index] }

    // MARK: Relaying

    public var name: String { "outbox \(collection.name)" }

    public func start() throws {
        thread.withLock { thread in
            if thread == nil { thread = NamedThread("outbox-relay") { [relay] in relay.run() } }
        }
    }

    /// Publishes what waits, until the deadline or until broker or database have not answered for a while; what is left is
    /// published after the next start, and a log line says how much that is.
    public func stop(by deadline: ContinuousClock.Instant) {
        guard let thread = thread.withLock({ $0 }) else { return }
        relay.mailbox.update { $0.deadline = $0.deadline ?? deadline }
        if relay.mailbox.wait(until: deadline + .seconds(1), for: { $0.hasEnded ? true : nil }) != nil { thread.join() }
    }

    /// Documents with waiting events, and the age of the oldest event in milliseconds; as of the last sweep, which is
    /// about a second ago.
    public var depth: (documents: Int64, oldestMilliseconds: Int64) {
        (relay.depth.withLock { $0.documents }, relay.oldestAge)
    }
}

extension OutboxRelay {
    /// Milliseconds since the oldest waiting event happened, 0 for none.
    fileprivate var oldestAge: Int64 {
        guard let oldest = depth.withLock({ $0.oldestMilliseconds }) else { return 0 }
        return max(0, UTCTimestamp.now().milliseconds - oldest)
    }
}
