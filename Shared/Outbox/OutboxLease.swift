import FoundationEssentials
import Mongo
import StructuredLogging
import Synchronization
import Threads

/// Sees to it that of all replicas of a service one relays a collection: keeps the lease, or waits for it.
///
/// The owner renews every 2 s a lease of 6 s, and counts it as lost 5 s after it sent the last renewal that succeeded, by
/// its own monotonic clock. So a killed owner is followed within 7 s, at once by a successor on the same machine, and an
/// owner that was frozen knows when it wakes that it is none any more. A record that librdkafka holds at that moment may
/// still leave then; consumers refuse what is older than what they have.
final class OutboxLease: Sendable {
    /// What the last beat found.
    private struct Standing {
        var heldUntil: ContinuousClock.Instant?
        /// Grows each time the lease is got, not when it is renewed.
        var tenure = 0
        var hasPeers = false

        func tenure(at now: ContinuousClock.Instant) -> Int? { heldUntil.flatMap { now < $0 ? tenure : nil } }
    }

    static let renewal = Duration.seconds(2)
    /// Less than the lease's length by what clocks may differ in their pace, and a send may take.
    static let trust = LeaseStore.length - .seconds(1)
    private static let wait = Duration.seconds(1)
    private static let retry = Duration.milliseconds(500)

    private enum End { case release, vanish }
    private struct Ending: Sendable {
        var end: End?
        var hasEnded = false
    }

    private let store: LeaseStore
    private let instance: LeaseStore.Instance
    private let collection: String
    private let logger: Logger
    private let standing = Mutex(Standing())
    private let ending = Signal(Ending())

    init(of collection: MongoCollection, logger: Logger) {
        store = LeaseStore(of: collection)
        instance = LeaseStore.Instance(id: UUID().uuidString.lowercased(), process: .own)
        self.collection = collection.name
        self.logger = logger
    }

    /// This process may take events of the collection at this moment.
    func isHeld() -> Bool { tenure() != nil }

    /// Nil when this process may not take events. Another number than before: others may have sent what this process has
    /// read of the collection.
    func tenure(at now: ContinuousClock.Instant = .now) -> Int? { standing.withLock { $0.tenure(at: now) } }

    /// Other processes write to the collection, too.
    var hasPeers: Bool { standing.withLock { $0.hasPeers } }

    /// Runs until `release` or `vanish`; `changed` is called after each beat.
    func run(changed: () -> Void) {
        var dead: [String] = []
        var wasHeld = false
        while ending.update({ $0.end }) == nil {
            let begin = ContinuousClock.now
            var pause = Self.retry
            do {
                let roll = try store.beat(instance, dead: dead)
                let isHeld = note(roll, since: begin)
                if isHeld != wasHeld { say(isHeld) }
                wasHeld = isHeld
                changed()
                // A dead owner's lease is taken at once.
                dead = roll.members.filter { $0.process?.isDead == true }.map(\.id)
                pause = dead.contains(roll.owner) ? .zero : isHeld ? Self.renewal : Self.wait
            } catch {
                logger.debug(
                    "the lease of an outbox cannot be asked for, trying on",
                    metadata: ["outbox.collection": .string(collection), "error.message": .string("\(error)")])
            }
            _ = ending.wait(until: begin + pause) { $0.end == nil ? nil : true }
        }
        let wasHeldLast = isHeld()
        standing.withLock { $0.heldUntil = nil }
        if ending.update({ $0.end }) == .release { leave(wasOwner: wasHeldLast) }
        ending.update { $0.hasEnded = true }
    }

    /// Gives the lease back, so that another instance has it within a second. Waits until it is given back, false when the
    /// deadline passed first.
    func release(by deadline: ContinuousClock.Instant) -> Bool {
        ending.update { $0.end = $0.end ?? .release }
        return ending.wait(until: deadline) { $0.hasEnded ? true : nil } ?? false
    }

    /// Ends as a killed process does: the others have to notice.
    func vanish() { ending.update { $0.end = $0.end ?? .vanish } }

    private func note(_ roll: LeaseStore.Roll, since begin: ContinuousClock.Instant) -> Bool {
        let isOwner = roll.owner == instance.id
        standing.withLock {
            if isOwner, $0.tenure(at: .now) == nil { $0.tenure += 1 }
            $0.heldUntil = isOwner ? begin + Self.trust : nil
            $0.hasPeers = roll.members.contains { $0.id != instance.id }
        }
        return isOwner
    }

    private func leave(wasOwner: Bool) {
        do {
            try store.leave(instance)
        } catch {
            guard wasOwner else { return }
            logger.notice(
                "the lease of an outbox could not be given back; another replica has to wait until it runs out",
                metadata: ["outbox.collection": .string(collection), "error.message": .string("\(error)")])
        }
    }

    private func say(_ isHeld: Bool) {
        logger.info(
            isHeld ? "this process relays the outbox" : "another process relays the outbox",
            metadata: ["outbox.collection": .string(collection), "outbox.instance": .string(instance.id)])
    }
}
