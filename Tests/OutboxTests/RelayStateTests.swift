import BSON
@testable import Outbox
import Testing

struct RelayStateTests {
    private let now = ContinuousClock.now
    private let key = DocumentKey("a")

    private func event(_ id: String, topic: String = "t", key: String = "k") -> OutboxEvent {
        OutboxEvent(
            id: id, topic: topic, key: key, type: "", typeID: "", subject: "", sequence: 1, timeMilliseconds: 0,
            value: nil)
    }

    private func write(_ event: OutboxEvent, from before: Int64?, to after: Int64) -> OutboxWrite {
        OutboxWrite(id: key.id, from: before, to: after, events: [event])
    }

    @Test func `events of one lane leave one after the other, those of several together`() {
        var state = RelayState()
        let one = event("1")
        let two = event("2")
        let other = event("3", key: "other")
        let elsewhere = event("4", topic: "elsewhere")
        state.read(key, [one, two, other, elsewhere])
        #expect(state.takeAllReady().map(\.event) == [one, other, elsewhere])
        #expect(state.takeAllReady().isEmpty)
        state.acknowledged(one, of: key)
        #expect(state.takeAllReady().map(\.event) == [two])
        state.acknowledged(other, of: key)
        state.acknowledged(two, of: key)
        // The last one is still on its way: removing waits, so that a document costs one write.
        #expect(state.takePrunable().isEmpty)
        state.acknowledged(elsewhere, of: key)
        let due = state.takePrunable()
        #expect(due.map(\.ids) == [["1", "3", "2", "4"]])
        state.pruned(key, due[0].ids, now: now)
        #expect(state.isIdle)
        #expect(state.nextPauseEnd == nil)
    }

    @Test func `nothing of a lane leaves after an event of it has failed, and the document has a growing pause`() {
        var state = RelayState()
        let one = event("1")
        let two = event("2")
        let beside = event("3", key: "other")
        var pauses: [Duration] = []
        var now = self.now
        for _ in 0..<8 {
            state.read(key, [one, two, beside])
            #expect(state.takeAllReady().map(\.event) == [one, beside])
            state.failed(one, of: key)
            state.acknowledged(beside, of: key)
            #expect(state.takeAllReady().isEmpty)
            let due = state.takePrunable()
            #expect(due.map(\.ids) == [["3"]])
            state.pruned(key, due[0].ids, now: now)
            #expect(state.isIdle)
            pauses.append(now.duration(to: state.nextPauseEnd ?? now))
            // A sweep leaves it alone meanwhile, the pause's end does not.
            _ = state.met(key)
            #expect(state.takeQueued(atMost: 10).isEmpty)
            now = state.nextPauseEnd ?? now
            state.endPauses(at: now)
            #expect(state.takeQueued(atMost: 10) == [key])
        }
        #expect(
            pauses == [100, 200, 400, 800, 1600, 3200, 5000, 5000].map { Duration.milliseconds($0) })
        // Success ends it.
        state.read(key, [one])
        _ = state.takeAllReady()
        state.acknowledged(one, of: key)
        state.pruned(key, state.takePrunable()[0].ids, now: now)
        #expect(state.nextPauseEnd == nil && state.isIdle)
    }

    @Test func `a document whose pause has ended and that finds no room does not keep the relay awake`() {
        var state = RelayState()
        let one = event("1")
        state.read(key, [one])
        _ = state.takeAllReady()
        state.failed(one, of: key)
        for (key, ids) in state.takePrunable() { state.pruned(key, ids, now: now) }
        for number in 1...RelayState.maximumActive {
            state.read(DocumentKey(.int64(Int64(-number))), [event("\(number)")])
        }
        let later = now + .seconds(1)
        state.endPauses(at: later)
        #expect(state.takeQueued(atMost: 10).isEmpty)
        #expect(state.nextPauseEnd.map { $0 > later } == true)
    }

    @Test func `a write to a document that is being worked on leads to another reading of it, not to a second sending`()
    {
        var state = RelayState()
        let one = event("1")
        state.written([key])
        #expect(state.takeQueued(atMost: 10) == [key])
        state.read(key, [one])
        #expect(state.takeAllReady().count == 1)
        state.written([key])
        _ = state.met(key)
        #expect(state.takeQueued(atMost: 10).isEmpty)
        // As it would be if somebody read it nevertheless.
        state.read(key, [one])
        #expect(state.takeAllReady().isEmpty)
        state.acknowledged(one, of: key)
        state.pruned(key, state.takePrunable()[0].ids, now: now)
        #expect(state.takeQueued(atMost: 10) == [key])
        state.wasEmpty(key)
        #expect(state.isIdle)
    }

    @Test func `the events of a write need no reading when those of the version before it were taken`() {
        var state = RelayState()
        func isSent(_ event: OutboxEvent) -> Bool { state.takeAllReady().map(\.event) == [event] }
        let events = (1...4).map { event(String($0)) }
        state.committed([write(events[0], from: nil, to: 1)])
        #expect(isSent(events[0]))
        // The first is still on its way.
        state.committed([write(events[1], from: 1, to: 3)])
        #expect(state.takeAllReady().isEmpty)
        state.acknowledged(events[0], of: key)
        #expect(isSent(events[1]))
        state.acknowledged(events[1], of: key)
        state.committed([write(events[2], from: 3, to: 4)])
        #expect(isSent(events[2]))
        // Removing goes on meanwhile, and leaves the document at work.
        let due = state.takePrunable()
        #expect(due.map(\.ids) == [["1", "2"]])
        state.pruned(key, due[0].ids, now: now)
        state.acknowledged(events[2], of: key)
        state.pruned(key, state.takePrunable()[0].ids, now: now)
        #expect(state.isIdle)
        state.read(key, [events[0]], version: 7)
        #expect(isSent(events[0]))
        state.acknowledged(events[0], of: key)
        state.pruned(key, state.takePrunable()[0].ids, now: now)
        state.committed([write(events[3], from: 7, to: 8)])
        #expect(isSent(events[3]))
        #expect(state.takeQueued(atMost: 10).isEmpty)
    }

    @Test func `a document is read when others may have written to it, when it is queued, paused or to be read anyway`()
    {
        let one = event("1")
        let two = event("2")
        func expectReading(_ what: Comment, of state: RelayState, after version: Int64) {
            var state = state
            _ = state.takeAllReady()
            state.committed([write(two, from: version, to: version + 1)])
            #expect(state.takeAllReady().isEmpty, what)
            // What is on its way comes back, then the document is read.
            state.acknowledged(one, of: key)
            for (key, ids) in state.takePrunable() { state.pruned(key, ids, now: now) }
            #expect(state.takeQueued(atMost: 10) == [key], what)
        }
        expectReading("never met", of: RelayState(), after: 1)
        var atWork = RelayState()
        atWork.read(key, [one], version: 5)
        expectReading("changed by another replica", of: atWork, after: 6)
        expectReading("an older version, as of a backup", of: atWork, after: 4)
        var partly = RelayState()
        partly.read(key, [one])
        expectReading("it may have more events than were read", of: partly, after: 5)
        var spoiled = atWork
        spoiled.wasUnreadable(key)
        expectReading("what lies in it could not be read", of: spoiled, after: 5)
        atWork.written([key])
        expectReading("somebody told of it", of: atWork, after: 5)
        var queued = RelayState()
        queued.committed([write(one, from: nil, to: 1)])
        _ = queued.takeAllReady()
        queued.acknowledged(one, of: key)
        queued.pruned(key, queued.takePrunable()[0].ids, now: now)
        var paused = queued
        queued.written([key])
        expectReading("it waits to be read", of: queued, after: 1)
        paused.committed([write(one, from: 1, to: 2)])
        _ = paused.takeAllReady()
        paused.failed(one, of: key)
        paused.pruned(key, paused.takePrunable()[0].ids, now: now)
        expectReading("an event of it has failed", of: paused, after: 2)
    }

    @Test func `a write that is told of after a sweep has read it is not sent twice`() {
        for before in [nil, 1] as [Int64?] {
            var state = RelayState()
            state.read(key, [event("1")], version: 2)
            state.committed([write(event("1"), from: before, to: 2)])
            state.acknowledged(state.takeAllReady()[0].event, of: key)
            #expect(state.takeAllReady().isEmpty)
        }
    }

    @Test func `versions of the documents met last are kept, those of others forgotten`() {
        var taken = TakenVersions()
        let keys = (0...2 * TakenVersions.limit).map { DocumentKey(.int64(Int64($0))) }
        for key in keys { taken[key] = 1 }
        #expect(taken[keys[0]] == nil)
        #expect(keys.suffix(TakenVersions.limit).allSatisfy { taken[$0] == 1 })
        taken[keys[keys.count - 2]] = nil
        #expect(taken[keys[keys.count - 2]] == nil)
    }

    @Test func `whoever got the lease back reads first`() {
        var state = RelayState()
        state.committed([write(event("1"), from: nil, to: 1)])
        state.withdraw()
        state.committed([write(event("2"), from: 1, to: 2)])
        #expect(state.takeAllReady().isEmpty)
    }

    @Test func `a document that is never quiet takes room only for what is not acknowledged`() {
        var state = RelayState()
        var large = event("0")
        large.value = Array(repeating: 0, count: RelayState.maximumBytes / 8)
        state.committed([write(large, from: nil, to: 1)])
        for number in 1...20 {
            var next = large
            next.id = String(number)
            state.committed([write(next, from: Int64(number), to: Int64(number) + 1)])
            #expect(state.takeAllReady().map(\.event) == [large])
            state.acknowledged(large, of: key)
            large = next
        }
        #expect(state.hasRoom)
        // What is too much for one document waits in the database.
        for version in 21...30 { state.committed([write(large, from: Int64(version), to: Int64(version) + 1)]) }
        var sent = 0
        for (key, event) in state.takeAllReady() {
            state.acknowledged(event, of: key)
            sent += 1
        }
        while let (key, event) = state.takeReady() {
            state.acknowledged(event, of: key)
            sent += 1
        }
        #expect(sent == 2)
        state.pruned(key, state.takePrunable()[0].ids, now: now)
        #expect(state.takeQueued(atMost: 10) == [key])
    }

    @Test func `writes beyond the mailbox's room are read`() {
        var mailbox = OutboxRelay.Mailbox()
        var event = event("1")
        event.value = Array(repeating: 0, count: RelayState.maximumBytes / 4)
        mailbox.add((0..<5).map { OutboxWrite(id: .int64($0), from: nil, to: 1, events: [event]) })
        #expect(mailbox.committed.map(\.key) == (0..<3).map { DocumentKey(.int64($0)) })
        #expect(mailbox.written == [DocumentKey(.int64(3)), DocumentKey(.int64(4))])
    }

    @Test func `what could not be removed is removed later and not sent again`() {
        var state = RelayState()
        let one = event("1")
        state.read(key, [one])
        _ = state.takeAllReady()
        state.acknowledged(one, of: key)
        #expect(state.takePrunable().map(\.ids) == [["1"]])
        state.notPruned(key)
        #expect(!state.isIdle)
        state.read(key, [one])
        #expect(state.takeAllReady().isEmpty)
        let due = state.takePrunable()
        #expect(due.map(\.ids) == [["1"]])
        state.pruned(key, due[0].ids, now: now)
        #expect(state.isIdle)
    }

    @Test func `a long queue of one document is removed in portions`() {
        var state = RelayState()
        let events = (0..<250).map { event(String($0)) }
        state.read(key, events)
        var removed: [String] = []
        for event in events {
            #expect(state.takeAllReady().map(\.event) == [event])
            state.acknowledged(event, of: key)
            for (key, ids) in state.takePrunable() {
                removed += ids
                state.pruned(key, ids, now: now)
            }
        }
        #expect(removed == events.map(\.id))
        #expect(state.isIdle)
    }

    @Test func `bounds hold: documents at work, bytes, documents that wait`() {
        var state = RelayState()
        state.written((0..<20_000).map { DocumentKey(.int64($0)) })
        var taken = 0
        while true {
            let keys = state.takeQueued(atMost: 200)
            if keys.isEmpty { break }
            taken += keys.count
            for key in keys { state.read(key, [event("1")]) }
        }
        #expect(taken == RelayState.maximumActive)
        #expect(!state.hasRoom)
        // Those that were taken made room for as many, until a sweep is told to stop.
        var met = 0
        while state.met(DocumentKey(.string(String(met)))) { met += 1 }
        #expect(met == RelayState.maximumActive - 1)

        var large = RelayState()
        var event = event("big")
        event.value = Array(repeating: 0, count: RelayState.maximumBytes)
        large.written([key, DocumentKey("b")])
        #expect(large.takeQueued(atMost: 1) == [key])
        large.read(key, [event])
        #expect(large.takeQueued(atMost: 1) == [])
    }

    @Test func `no more events are on their way than the broker may be given at once`() {
        var state = RelayState()
        let events = (0..<2 * RelayState.maximumSent).map { event(String($0), key: String($0)) }
        state.read(key, events)
        let first = state.takeAllReady().map(\.event)
        #expect(first == Array(events.prefix(RelayState.maximumSent)))
        #expect(!state.hasWork)
        state.acknowledged(first[0], of: key)
        state.failed(first[1], of: key)
        #expect(state.hasWork)
        #expect(state.takeAllReady().map(\.event) == Array(events[RelayState.maximumSent...].prefix(2)))
    }

    @Test func `removing may wait until a newer event, a failed one or many wait for it`() {
        var state = RelayState()
        let one = event("1")
        state.read(key, [one])
        _ = state.takeAllReady()
        #expect(!state.hasPrunable)
        state.acknowledged(one, of: key)
        #expect(state.hasPrunable && !state.hasWork && !state.isPruningAwaited)
        state.written([key])
        #expect(state.isPruningAwaited)

        var failing = RelayState()
        failing.read(key, [one])
        _ = failing.takeAllReady()
        failing.failed(one, of: key)
        #expect(failing.isPruningAwaited)

        var long = RelayState()
        let many = (0..<101).map { event(String($0)) }
        long.read(key, many)
        for event in many.prefix(99) {
            _ = long.takeAllReady()
            long.acknowledged(event, of: key)
        }
        #expect(!long.isPruningAwaited)
        _ = long.takeAllReady()
        long.acknowledged(many[99], of: key)
        #expect(long.isPruningAwaited)
    }

    @Test func `whoever loses the lease sends nothing more, and removes what was on its way when it is acknowledged`() {
        var state = RelayState()
        let one = event("1")
        let two = event("2")
        let beside = event("3", key: "beside")
        let other = DocumentKey("b")
        state.read(key, [one, two])
        #expect(state.takeAllReady().map(\.event) == [one])
        state.read(other, [beside])
        state.written([key, DocumentKey("c")])
        state.withdraw()
        #expect(state.takeAllReady().isEmpty)
        #expect(state.takeQueued(atMost: 10).isEmpty)
        // The one that was not sent is let go, the one on its way is waited for.
        #expect(state.takePrunable().map(\.key) == [other])
        state.pruned(other, [], now: now)
        #expect(!state.isIdle)
        state.acknowledged(one, of: key)
        #expect(state.takeAllReady().isEmpty)
        let due = state.takePrunable()
        #expect(due.map(\.ids) == [["1"]])
        state.pruned(key, due[0].ids, now: now)
        #expect(state.isIdle && !state.hasWork)
        // Back in the lead, it goes on as if it had never had them.
        state.written([key])
        #expect(state.takeQueued(atMost: 10) == [key])
        state.read(key, [two])
        #expect(state.takeAllReady().map(\.event) == [two])
    }

    @Test func `an id is looked up as what it is`() throws {
        let id = try #require(ObjectID("0af7651916cd43dd8448eb21"))
        #expect(DocumentKey(.objectID(id)) == DocumentKey(.objectID(id)))
        #expect(DocumentKey(.objectID(id)) != DocumentKey(.string("0af7651916cd43dd8448eb21")))
        #expect(DocumentKey(.int32(1)) != DocumentKey(.int64(1)))
    }
}

extension RelayState {
    fileprivate mutating func takeAllReady() -> [(key: DocumentKey, event: OutboxEvent)] {
        var taken: [(key: DocumentKey, event: OutboxEvent)] = []
        while let next = takeReady() { taken.append(next) }
        return taken
    }
}
