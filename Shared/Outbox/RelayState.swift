/// What the relay has to do: which documents to read, which events to send, which to remove.
///
/// The order that it keeps: of the events of one document with the same topic and key ("a lane") one is on its way at a
/// time, and the next leaves only when the broker has acknowledged the one before. Several at once would be faster for a
/// document with many, but a record that times out while the next one does not is then overtaken, and a consumer refuses
/// what is older than what it has.
///
/// Plain values, time passed in; the thread around it does what it says.
struct RelayState {
    /// Documents that are being worked on at once, and the bytes of their events. Memory must not follow the backlog.
    static let maximumActive = 500
    static let maximumBytes = 4 << 20
    /// Events that the broker has not acknowledged yet.
    static let maximumSent = 500
    /// Documents that wait to be read; a sweep finds again what has no room here.
    static let maximumQueued = 2000

    struct Lane: Hashable {
        let topic: String
        let key: String
    }

    private struct Document {
        var lanes: [Lane: [OutboxEvent]] = [:]
        /// Lanes whose first event is about to be taken.
        var ready = 0
        /// Events on their way.
        var sent = 0
        /// Acknowledged and still in the document.
        var acknowledged: [String] = []
        var hasFailed = false
        /// Tries of this document that failed in a row, this one not counted.
        var failures: Int
        /// It has events in the database that are not here.
        var isStale = false
        /// Of what the broker has not acknowledged.
        var byteCount = 0

        var isQuiet: Bool { ready == 0 && sent == 0 }
        /// Newer events may follow those that it has; else they wait in the database.
        var takesMore: Bool { !isStale && !hasFailed && byteCount < RelayState.maximumBytes / 4 }
    }

    private struct Pause {
        let until: ContinuousClock.Instant
        let failures: Int
    }

    private var queued: [DocumentKey] = []
    private var queuedKeys: Set<DocumentKey> = []
    private var active: [DocumentKey: Document] = [:]
    private var byteCount = 0
    /// Those before `firstReady` were taken.
    private var ready: [(key: DocumentKey, lane: Lane)] = []
    private var firstReady = 0
    private var sent = 0
    private var prunable: Set<DocumentKey> = []
    private var paused: [DocumentKey: Pause] = [:]
    private var taken = TakenVersions()

    /// Nothing to read, to send or to remove; paused documents do not count.
    var isIdle: Bool { queued.isEmpty && active.isEmpty }
    var hasRoom: Bool { active.count < Self.maximumActive && byteCount < Self.maximumBytes }
    /// Something to read or to send.
    var hasWork: Bool { canSend || (hasRoom && !queued.isEmpty) }
    /// Something to remove.
    var hasPrunable: Bool { !prunable.isEmpty }
    /// Removing holds something up: a document with newer events, one with many, or the room that others need.
    var isPruningAwaited: Bool {
        !hasRoom
            || prunable.contains { key in
                active[key].map { $0.isStale || $0.hasFailed || $0.acknowledged.count >= 100 } ?? false
            }
    }
    private var canSend: Bool { firstReady < ready.count && sent < Self.maximumSent }
    /// A sweep may bring more.
    var hasQueueRoom: Bool { queued.count < Self.maximumQueued / 2 }
    var nextPauseEnd: ContinuousClock.Instant? { paused.values.map(\.until).min() }

    // MARK: What to read

    /// These documents were written. One that is paused is tried at once: it may have events that can go.
    mutating func written(_ keys: some Sequence<DocumentKey>) {
        for key in keys {
            if active[key] != nil {
                active[key]?.isStale = true
            } else {
                queue(key)
            }
        }
    }

    /// Writes that just committed. Their events can go without a read when nothing of the document waits in the database
    /// alone: it is new and was not met yet, or all its events were taken up to the version that the write has changed.
    ///
    /// A republish adds events without a change of the version. One that is not read yet is overtaken by the events of a
    /// newer version: it tells a state that was told before, which consumers refuse as they refuse each late repetition.
    mutating func committed(_ writes: some Sequence<OutboxWrite>) {
        for write in writes {
            let key = write.key
            let isNext = write.before == taken[key]
            let isFree = !queuedKeys.contains(key) && paused[key] == nil && hasRoom
            guard isNext, isFree, active[key]?.takesMore ?? true else {
                if !write.events.isEmpty { written(CollectionOfOne(key)) }
                continue
            }
            taken[key] = write.after
            add(write.events, to: key)
        }
    }

    /// A sweep met this document. False when no more can be taken.
    mutating func met(_ key: DocumentKey) -> Bool {
        if active[key] == nil, paused[key] == nil { queue(key) }
        return queued.count < Self.maximumQueued
    }

    private mutating func queue(_ key: DocumentKey) {
        guard queued.count < Self.maximumQueued, queuedKeys.insert(key).inserted else { return }
        queued.append(key)
    }

    /// Those whose pause has ended are to be read; for want of room that may take a while, so they pause on meanwhile.
    mutating func endPauses(at now: ContinuousClock.Instant) {
        for (key, pause) in paused where pause.until <= now {
            queue(key)
            paused[key] = Pause(until: now + .milliseconds(500), failures: pause.failures)
        }
    }

    /// The next documents to read, oldest first.
    mutating func takeQueued(atMost limit: Int) -> [DocumentKey] {
        guard hasRoom else { return [] }
        let taken = Array(queued.prefix(min(limit, Self.maximumActive - active.count)))
        queued.removeFirst(taken.count)
        queuedKeys.subtract(taken)
        return taken
    }

    /// They could not be read, or there was no room left for their events.
    mutating func putBack(_ keys: [DocumentKey]) { for key in keys { queue(key) } }

    // MARK: What to send

    /// A document was read and has these events.
    ///
    /// - Parameter version: the document's, nil when it counts none or may have more events.
    mutating func read(_ key: DocumentKey, _ events: [OutboxEvent], version: Int64? = nil) {
        guard active[key] == nil, !events.isEmpty else { return }
        taken[key] = version
        add(events, to: key)
    }

    private mutating func add(_ events: [OutboxEvent], to key: DocumentKey) {
        guard !events.isEmpty else { return }
        var document = active[key] ?? Document(failures: paused.removeValue(forKey: key)?.failures ?? 0)
        for event in events {
            let lane = Lane(topic: event.topic, key: event.key)
            if document.lanes[lane, default: []].isEmpty {
                ready.append((key, lane))
                document.ready += 1
            }
            document.lanes[lane, default: []].append(event)
            document.byteCount += event.byteCount
            byteCount += event.byteCount
        }
        active[key] = document
    }

    /// A document has what is no event: its later ones must not overtake that, so it is read each time.
    mutating func wasUnreadable(_ key: DocumentKey) { taken[key] = nil }

    /// A document had no events when it was read.
    mutating func wasEmpty(_ key: DocumentKey) { paused[key] = nil }

    /// The first event of a lane that is free, as long as not too many are on their way; it is on its way from now on.
    mutating func takeReady() -> (key: DocumentKey, event: OutboxEvent)? {
        while canSend {
            let (key, lane) = ready[firstReady]
            firstReady += 1
            if firstReady > ready.count / 2 {
                ready.removeFirst(firstReady)
                firstReady = 0
            }
            guard let event = active[key]?.lanes[lane]?.first else { continue }
            active[key]?.ready -= 1
            active[key]?.sent += 1
            sent += 1
            return (key, event)
        }
        return nil
    }

    /// The broker has it.
    mutating func acknowledged(_ event: OutboxEvent, of key: DocumentKey) {
        guard var document = active[key] else { return }
        let lane = Lane(topic: event.topic, key: event.key)
        sent -= 1
        document.sent -= 1
        document.acknowledged.append(event.id)
        document.lanes[lane]?.removeFirst()
        document.byteCount -= event.byteCount
        byteCount -= event.byteCount
        if document.lanes[lane]?.isEmpty == false {
            ready.append((key, lane))
            document.ready += 1
        }
        active[key] = document
        settle(key)
    }

    /// It was not sent; what comes after it in its lane waits with it.
    mutating func failed(_ event: OutboxEvent, of key: DocumentKey) {
        guard active[key] != nil else { return }
        sent -= 1
        active[key]?.sent -= 1
        active[key]?.hasFailed = true
        // What is left of it is read again after the pause.
        taken[key] = nil
        settle(key)
    }

    /// Another process sends from now on: nothing leaves any more, and what is on its way is removed once it is acknowledged.
    mutating func withdraw() {
        queued = []
        queuedKeys = []
        paused = [:]
        taken.removeAll()
        for (key, lane) in ready[firstReady...] {
            active[key]?.lanes[lane] = nil
            active[key]?.ready -= 1
        }
        ready = []
        firstReady = 0
        for (key, var document) in active {
            document.isStale = false
            document.lanes = document.lanes.mapValues { Array($0.prefix(1)) }
            active[key] = document
            settle(key)
        }
    }

    /// Removing is due when nothing of the document is on its way, or much has gathered.
    private mutating func settle(_ key: DocumentKey) {
        guard let document = active[key] else { return }
        if document.isQuiet || document.acknowledged.count >= 100 { prunable.insert(key) }
    }

    // MARK: What to remove

    /// The acknowledged events of documents that are due; none for one whose events all failed.
    mutating func takePrunable() -> [(key: DocumentKey, ids: [String])] {
        defer { prunable = [] }
        return prunable.compactMap { key in active[key].map { (key, $0.acknowledged) } }
    }

    /// They are out of the document.
    mutating func pruned(_ key: DocumentKey, _ ids: [String], now: ContinuousClock.Instant) {
        guard var document = active[key] else { return }
        document.acknowledged.removeAll { ids.contains($0) }
        active[key] = document
        guard document.isQuiet, document.acknowledged.isEmpty else { return }
        active[key] = nil
        byteCount -= document.byteCount
        if document.hasFailed { pause(key, after: document.failures, now: now) }
        if document.isStale { queue(key) }
    }

    /// They could not be removed; they must not be sent again by this process, so they are kept in mind.
    mutating func notPruned(_ key: DocumentKey) { prunable.insert(key) }

    /// 100 ms, doubled with each failure, at most 5 s.
    private mutating func pause(_ key: DocumentKey, after failures: Int, now: ContinuousClock.Instant) {
        // Without this bound a topic that is missing for long would fill the memory; a sweep finds the rest.
        guard paused.count < Self.maximumQueued else { return }
        let pause = min(Duration.seconds(5), .milliseconds(100) * (1 << min(failures, 10)))
        paused[key] = Pause(until: now + pause, failures: failures + 1)
    }
}
