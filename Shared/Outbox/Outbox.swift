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
/// the next only when the broker has the one before, whichever replica of the service wrote them: one relays for all, and
/// when it dies another does within 10 s. Deleting a document deletes the events that wait in it: an aggregate
/// is deleted by leaving a marker behind. Why it lies there and not beside it: `Outbox.docc/Design.md`.
public final class Outbox: LifecyclePart {
    private let collection: MongoCollection
    /// Connections that it holds at most: the relay's, the lease's and the change stream's.
    public static let connections = 3

    private let relay: OutboxRelay
    private let lease: OutboxLease
    private let watch: OutboxWatch
    private let threads = Mutex<[NamedThread]>([])

    /// - Parameters:
    ///   - source: the service's name, for the CloudEvents attribute `source`.
    ///   - metrics: gets `storefront_outbox_documents`, `storefront_outbox_oldest_seconds` and
    ///     `storefront_outbox_published_total`.
    public init(
        collection: MongoCollection, producer: KafkaProducer, source: String, metrics: MetricsRegistry, logger: Logger
    ) {
        self.collection = collection
        let lease = OutboxLease(of: collection, logger: logger)
        let relay = OutboxRelay(
            store: OutboxStore(collection: collection), lease: lease, producer: producer, source: source,
            metrics: metrics, logger: logger)
        self.lease = lease
        self.relay = relay
        watch = OutboxWatch(collection, logger: logger)
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
        OutboxStore.document(document, carrying: events)
    }

    /// For an update: `update` (operators) with a `$push` of the events added to what it pushes already.
    public func update(_ update: BSONDocument, carrying events: [OutboxEvent]) -> BSONDocument {
        OutboxStore.update(update, carrying: events)
    }

    /// After the write returned: these documents have events. Cheap; never blocks. Forgetting it costs up to a second.
    public func nudge(_ ids: [BSONValue]) {
        // Whoever has the lease learns it from the change stream.
        guard lease.isHeld() else { return }
        let keys = ids.map { DocumentKey($0) }
        relay.mailbox.update { $0.add(keys) }
    }

    /// As `nudge`, for writes that are known to have taken, of documents that count their changes in `version`: most of
    /// their events leave without being read back.
    public func committed(_ writes: [OutboxWrite]) {
        guard lease.isHeld() else { return }
        relay.mailbox.update { $0.add(writes) }
    }

    /// What the collection needs: without it every sweep reads the whole collection.
    public var indexes: [IndexModel] { [OutboxStore.index] }

    // MARK: Relaying

    public var name: String { "outbox \(collection.name)" }

    public func start() throws {
        threads.withLock { threads in
            guard threads.isEmpty else { return }
            threads = [
                NamedThread("outbox-relay") { [relay] in relay.run() },
                NamedThread("outbox-lease") { [relay, lease, watch] in
                    lease.run {
                        relay.mailbox.update { $0.hasBeat = true }
                        watch.setWanted(lease.isHeld() && lease.hasPeers)
                    }
                },
                NamedThread("outbox-watch") { [relay, watch] in
                    watch.run { key in relay.mailbox.update { $0.add(CollectionOfOne(key)) } }
                },
            ]
        }
    }

    /// Publishes what waits, until the deadline or until broker or database have not answered for a while; what is left is
    /// published after the next start, and a log line says how much that is. With other replicas running, what waits is
    /// left to them.
    public func stop(by deadline: ContinuousClock.Instant) {
        let threads = threads.withLock { $0 }
        guard !threads.isEmpty else { return }
        watch.end()
        relay.mailbox.update { $0.deadline = $0.deadline ?? deadline }
        let end = deadline + .seconds(1)
        let hasEnded = relay.mailbox.wait(until: end) { $0.hasEnded ? true : nil } ?? false
        let hasLeft = lease.release(by: end)
        if hasEnded && hasLeft && watch.waitForEnd(by: end) { for thread in threads { thread.join() } }
    }

    /// Ends as a SIGKILL ends a process, for tests: nothing is published, removed or given back any more.
    package func vanish() {
        watch.end()
        lease.vanish()
        relay.mailbox.update { $0.isKilled = true }
    }

    /// This process relays the collection, and not another one.
    package var isLeading: Bool { lease.isHeld() }

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
