import StructuredLogging
import Synchronization

/// Says once that no broker can be reached, and once that one can be again.
///
/// librdkafka tells only that all connections are down, and never that they are up. A connection that broke and was back
/// at once is no news, so a suspicion is looked into for a second before it becomes a line.
final class BrokerWatch: Sendable {
    private enum State {
        case reachable
        case suspected(since: ContinuousClock.Instant, reason: String)
        case away(since: ContinuousClock.Instant)
    }
    private struct Watch {
        var state = State.reachable
        var nextLook = ContinuousClock.now
    }
    private let watch = Mutex(Watch())
    private let isDoubtful = Atomic(false)
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// All connections are down.
    func suspect(_ reason: String) {
        watch.withLock {
            guard case .reachable = $0.state else { return }
            $0.state = .suspected(since: .now, reason: reason)
            $0.nextLook = .now + .milliseconds(200)
        }
        isDoubtful.store(true, ordering: .releasing)
    }

    /// A broker did something for us. Cheap while there is no doubt.
    func answered() {
        guard isDoubtful.load(ordering: .acquiring) else { return }
        let wasAway: ContinuousClock.Instant? = watch.withLock { watch in
            defer { watch.state = .reachable }
            if case .away(let since) = watch.state { return since } else { return nil }
        }
        isDoubtful.store(false, ordering: .releasing)
        if let wasAway {
            logger.notice(
                "the Kafka broker is back", metadata: ["kafka.away": .duration(wasAway.duration(to: .now))])
        }
    }

    /// Called now and then by the client's own thread: in doubt it asks the broker, at most once a second.
    func look(at now: ContinuousClock.Instant, asking reaches: () -> Bool) {
        guard isDoubtful.load(ordering: .acquiring) else { return }
        let isDue = watch.withLock {
            guard now >= $0.nextLook else { return false }
            $0.nextLook = now + .seconds(1)
            return true
        }
        guard isDue else { return }
        if reaches() { return answered() }
        let reason: String? = watch.withLock {
            guard case .suspected(let since, let reason) = $0.state, since.duration(to: now) >= .seconds(1) else {
                return nil
            }
            $0.state = .away(since: since)
            return reason
        }
        if let reason {
            logger.warning("no Kafka broker can be reached, trying on", metadata: ["kafka.reason": .string(reason)])
        }
    }
}
