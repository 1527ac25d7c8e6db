import BSON
import Kafka
import Mongo
import PrometheusMetrics
import StructuredLogging
import Synchronization
import Threads

/// The outbox's thread: reads what waits, sends it, removes what the broker has acknowledged, and looks every second for
/// what nobody told it of (a nudge lost, or a process that died between its commit and the broker's answer).
///
/// Of the replicas of a service one relays the collection, the one that has the lease: asked for before each read and each
/// send. The others only count what waits, for their metrics.
@safe
final class OutboxRelay: @unchecked Sendable {
    // Safe to share: `mailbox` and `depth` lock; everything below them belongs to the relay's thread.

    /// What others leave for the thread.
    struct Mailbox: Sendable {
        var written: Set<DocumentKey> = []
        var committed: [OutboxWrite] = []
        /// The bytes of their events.
        var committedBytes = 0
        /// There was no room for some of them.
        var isFull = false
        /// The lease was looked at.
        var hasBeat = false
        var reports: [Report] = []
        /// Set by `stop`.
        var deadline: ContinuousClock.Instant?
        /// Set by `vanish`.
        var isKilled = false
        var hasEnded = false

        var hasNews: Bool { hasWrites || !reports.isEmpty || hasBeat || isKilled || deadline != nil }

        var hasWrites: Bool { !written.isEmpty || !committed.isEmpty }

        /// Those whose events there is no room for are read.
        mutating func add(_ writes: [OutboxWrite]) {
            for write in writes {
                let bytes = committedBytes + write.byteCount
                guard committed.count < RelayState.maximumSent, bytes <= RelayState.maximumBytes else {
                    if !write.events.isEmpty { add(CollectionOfOne(write.key)) }
                    continue
                }
                committed.append(write)
                committedBytes = bytes
            }
        }

        mutating func add(_ keys: some Sequence<DocumentKey>) {
            for key in keys {
                // Beyond this the relay is far behind, and its sweep finds them.
                guard written.count < RelayState.maximumQueued else { return isFull = true }
                written.insert(key)
            }
        }
    }
    struct Report: Sendable {
        let key: DocumentKey
        let event: OutboxEvent
        let error: KafkaError?
    }
    struct Depth: Sendable {
        var documents: Int64 = 0
        /// When the oldest waiting event happened.
        var oldestMilliseconds: Int64?
    }
    let mailbox = Signal(Mailbox())
    let depth = Mutex(Depth())

    private static let sweepInterval = Duration.seconds(1)
    /// Removing waits so long for more to remove, unless something waits for it. At the moment in which the broker has an
    /// event, those who read it write what they make of it: the databases have better things to do.
    private static let pruneDelay = Duration.milliseconds(20)
    /// While stopping, a broker or database that does not answer for this long is not waited for any longer.
    private static let patience = Duration.milliseconds(1500)

    let lease: OutboxLease
    private let store: OutboxStore
    private let producer: KafkaProducer
    private let source: String
    private let metrics: MetricsRegistry
    private let logger: Logger
    private var state = RelayState()
    private var published: [String: Counter] = [:]
    /// The lease's, as long as this process leads.
    private var tenure: Int?
    private var nextSweep = ContinuousClock.now
    /// Nil when nothing was there to remove.
    private var nextPrune: ContinuousClock.Instant?
    /// More waited than there was room for.
    private var sweepsOn = false
    /// The database failed: nothing is asked of it before this moment.
    private var databaseRest = ContinuousClock.now
    private var databaseFailures = 0
    private var lastComplaint: ContinuousClock.Instant?
    #if DEBUG
        private var sabotage = Sabotage.ofThisProcess
    #endif

    init(
        store: OutboxStore, lease: OutboxLease, producer: KafkaProducer, source: String, metrics: MetricsRegistry,
        logger: Logger
    ) {
        self.store = store
        self.lease = lease
        self.producer = producer
        self.source = source
        self.metrics = metrics
        self.logger = logger
    }

    /// Runs until `stop`, then until all is published or the deadline has passed.
    func run() {
        var deadline: ContinuousClock.Instant?
        var lastProgress = ContinuousClock.now
        while true {
            let news = waitForNews(isStopping: deadline != nil)
            let now = ContinuousClock.now
            if news.isKilled { break }
            if deadline == nil, let new = news.deadline {
                deadline = new
                lastProgress = now
                // A last look, for what was written until now.
                nextSweep = now
            }
            // Whoever stops beside others leaves to them what is not on its way yet.
            lead(deadline != nil && lease.hasPeers ? nil : lease.tenure(at: now))
            if isLeading {
                state.committed(news.committed)
                state.written(news.written)
                if news.isFull { sweepsOn = true }
            }
            for report in news.reports { take(report) }
            if !news.reports.isEmpty { lastProgress = now }
            if isLeading { state.endPauses(at: now) }
            if now >= databaseRest {
                if now >= nextSweep || (isLeading && sweepsOn && state.hasQueueRoom) { sweep() }
                read()
            }
            send()
            if ContinuousClock.now >= databaseRest { prune(atOnce: deadline != nil || !isLeading) }
            if let deadline {
                let isDone =
                    state.isIdle && (!isLeading || (now < nextSweep && depth.withLock { $0.documents } == 0))
                let isHopeless = lastProgress.duration(to: now) > Self.patience
                if isDone || isHopeless || now >= deadline { break }
            }
        }
        if isLeading { sayWhatIsLeft() }
        mailbox.update { $0.hasEnded = true }
    }

    private func lead(_ new: Int?) {
        guard new != tenure else { return }
        // Whoever led in between may have sent what is here.
        if isLeading { state.withdraw() }
        tenure = new
        if isLeading { nextSweep = .now }
    }

    private var isLeading: Bool { tenure != nil }
    private var mayTake: Bool { isLeading && lease.tenure() == tenure }

    private func waitForNews(isStopping: Bool) -> Mailbox {
        var due = nextSweep
        if isLeading, let end = state.nextPauseEnd { due = min(due, end) }
        if state.hasWork || (isLeading && sweepsOn && state.hasQueueRoom) { due = databaseRest }
        if state.hasPrunable { due = min(due, max(databaseRest, nextPrune ?? databaseRest)) }
        if isStopping { due = min(due, .now + .milliseconds(50)) }
        _ = mailbox.wait(until: due) {
            $0.hasNews && !(isStopping && !$0.hasWrites && $0.reports.isEmpty) ? true : nil
        }
        return mailbox.update { mailbox in
            defer {
                mailbox.written = []
                mailbox.committed = []
                mailbox.committedBytes = 0
                mailbox.isFull = false
                mailbox.hasBeat = false
                mailbox.reports = []
            }
            return mailbox
        }
    }

    // MARK: The database

    /// Waiting documents that nobody told of; and how many there are, for the metrics.
    private func sweep() {
        let begin = ContinuousClock.now
        withDatabase {
            var found = Depth()
            sweepsOn = false
            try store.waiting { key, oldest in
                if found.oldestMilliseconds == nil { found.oldestMilliseconds = oldest }
                guard mayTake else { return false }
                sweepsOn = !state.met(key)
                return !sweepsOn
            }
            found.documents = try store.count()
            depth.withLock { [found] in $0 = found }
        }
        // A sweep over very many documents is not to be all that this thread does.
        let end = ContinuousClock.now
        nextSweep = end + max(Self.sweepInterval, begin.duration(to: end) * 5)
    }

    private func read() {
        while mayTake, ContinuousClock.now >= databaseRest {
            let keys = state.takeQueued(atMost: 100)
            guard !keys.isEmpty else { return }
            var unread = Set(keys)
            var hadRoom = true
            let isRead = withDatabase {
                try store.events(of: keys) { key, events, version in
                    guard state.hasRoom else {
                        hadRoom = false
                        return false
                    }
                    unread.remove(key)
                    switch events {
                    case .success(let events):
                        let mayHaveMore = events.count >= OutboxStore.maximumEvents
                        state.read(key, events, version: mayHaveMore ? nil : version)
                        if mayHaveMore { state.written([key]) }
                    case .failure(let fault):
                        // Its later events must not overtake what cannot be read: the document waits for a person.
                        state.wasUnreadable(key)
                        complain("a document's events are not published", "_id \(key.id): \(fault)")
                    }
                    return true
                }
            }
            if isRead && hadRoom {
                for key in unread { state.wasEmpty(key) }
            } else {
                state.putBack(keys.filter(unread.contains))
            }
        }
    }

    private func prune(atOnce: Bool) {
        guard state.hasPrunable else { return }
        let begin = ContinuousClock.now
        let time = nextPrune ?? begin + Self.pruneDelay
        guard atOnce || begin >= time || state.isPruningAwaited else { return nextPrune = time }
        nextPrune = nil
        let due = state.takePrunable()
        let removals = due.filter { !$0.ids.isEmpty }
        let isRemoved = removals.isEmpty || withDatabase { try store.remove(removals) }
        let now = ContinuousClock.now
        for (key, ids) in due {
            if isRemoved || ids.isEmpty { state.pruned(key, ids, now: now) } else { state.notPruned(key) }
        }
    }

    /// False when it failed; the database then has a rest, 200 ms first, at most 2 s.
    @discardableResult
    private func withDatabase(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            databaseFailures = 0
            return true
        } catch {
            databaseFailures += 1
            databaseRest = .now + min(.seconds(2), .milliseconds(100) * (1 << min(databaseFailures, 10)))
            complain("the outbox cannot be read or pruned, trying on", "\(error)")
            return false
        }
    }

    // MARK: The broker

    private func send() {
        while mayTake, let (key, event) = state.takeReady() {
            #if DEBUG
                Failpoint.beforePublish.pass()
                if let spoiled = sabotage?.spoil(event) {
                    for event in spoiled.sent { producer.send(event.record(source: source)) { _ in } }
                    mailbox.update { $0.reports.append(Report(key: key, event: event, error: nil)) }
                    continue
                }
            #endif
            producer.send(event.record(source: source)) { [mailbox] result in
                var error: KafkaError?
                if case .failure(let failure) = result { error = failure }
                mailbox.update { $0.reports.append(Report(key: key, event: event, error: error)) }
            }
        }
    }

    private func take(_ report: Report) {
        guard let error = report.error else {
            #if DEBUG
                Failpoint.afterPublish.pass()
            #endif
            counter(report.event.topic).increment()
            return state.acknowledged(report.event, of: report.key)
        }
        complain("an event cannot be published yet, trying on", "\(error)")
        state.failed(report.event, of: report.key)
    }

    private func counter(_ topic: String) -> Counter {
        if let counter = published[topic] { return counter }
        let counter = metrics.counter(
            "storefront_outbox_published_total", help: "Events that the broker has acknowledged",
            labels: [("topic", topic)])
        published[topic] = counter
        return counter
    }

    // MARK: What it says

    /// At most every ten seconds: it goes on trying several times a second.
    private func complain(_ message: String, _ reason: String) {
        let now = ContinuousClock.now
        if let lastComplaint, lastComplaint.duration(to: now) < .seconds(10) { return }
        lastComplaint = now
        logger.warning(
            message, metadata: ["outbox.collection": .string(store.collection.name), "error.message": .string(reason)])
    }

    private func sayWhatIsLeft() {
        var left = depth.withLock { $0.documents }
        withDatabase { left = try store.count() }
        guard left > 0 else { return }
        logger.notice(
            "documents keep events that wait; the next start publishes them",
            metadata: ["outbox.collection": .string(store.collection.name), "outbox.documents": .integer(left)])
    }
}
