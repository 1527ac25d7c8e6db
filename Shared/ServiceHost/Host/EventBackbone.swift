import Kafka
import Lifecycle
import StructuredLogging
import Synchronization
import Threads

/// The part that owns what moves events: it creates the topics before anything is sent, then starts the outboxes and the
/// consumer, and from then on looks every few seconds whether the cluster is there and has its topics.
///
/// All of it happens on a thread of its own, so that a service starts without a broker.
final class EventBackbone: LifecyclePart {
    let name = "events"

    private let cluster: any KafkaCluster
    private let topics: [TopicSpecification]
    private let parts: [any LifecyclePart]
    private let watch: RepublishWatch?
    private let interval: Duration
    private let logger: Logger
    private let state = Signal(State())
    private let thread = Mutex<BackgroundThread?>(nil)

    private struct State {
        var isStopping = false
        var isDatabasePrepared = false
        /// The thread was woken for it.
        var hasSeenPreparation = false
        /// How many of `parts` were started.
        var started = 0
        var status = ClusterStatus.unknown
    }

    /// - Parameter parts: outboxes and consumers, in the order of their start.
    /// - Parameter watch: is shown the topics at each look.
    /// - Parameter interval: between two looks at a cluster that is well.
    init(
        cluster: any KafkaCluster, topics: [TopicSpecification], parts: [any LifecyclePart],
        watch: RepublishWatch? = nil, interval: Duration = .seconds(5), logger: Logger
    ) {
        self.watch = watch
        self.interval = interval
        self.cluster = cluster
        self.topics = topics
        self.parts = parts
        self.logger = logger
    }

    /// What the last look at the cluster found; never blocks.
    var status: ClusterStatus { state.update { $0.status } }

    /// All parts are started.
    var isMoving: Bool { state.update { $0.started == parts.count } }

    /// Indexes are there: consumers may apply events, relays may look for them.
    func databaseIsPrepared() { state.update { $0.isDatabasePrepared = true } }

    func start() { thread.withLock { $0 = BackgroundThread("kafka-topics") { self.run() } } }

    func stop(by deadline: ContinuousClock.Instant) {
        state.update { $0.isStopping = true }
        let hasEnded = thread.withLock { $0 }?.join(by: deadline) ?? true
        for part in parts.prefix(state.update { $0.started }).reversed() { part.stop(by: deadline) }
        if hasEnded { cluster.close() }
    }

    private static let requestTimeout: Duration = .seconds(2)
    /// Looks at a cluster that has its topics but cannot say where they end. More than a new topic takes to be known
    /// everywhere; then events move without the comparison, which is tried on.
    private static let comparisons = 6

    private func run() {
        let backoff = Backoff(first: .milliseconds(200), longest: .seconds(2))
        var failures = 0
        while true {
            do {
                try lookAtCluster()
                failures = compareTopics() ? 0 : failures + 1
                if failures == 0 || failures >= Self.comparisons { startParts() }
            } catch {
                failures += 1
                found(.unreachable(error.message))
            }
            let pause =
                failures == 0
                ? interval : backoff.pause(after: failures, jitter: ProcessingClock.system.jitter())
            guard waitForNews(atMost: pause) else { return }
        }
    }

    /// False when told to stop. The database's preparation ends the wait early.
    private func waitForNews(atMost pause: Duration) -> Bool {
        let isStopping = state.wait(until: .now + pause) { state -> Bool? in
            if state.isStopping { return true }
            guard state.isDatabasePrepared, !state.hasSeenPreparation else { return nil }
            state.hasSeenPreparation = true
            return false
        }
        return !(isStopping ?? false)
    }

    private func lookAtCluster() throws(KafkaError) {
        let description = try cluster.describe(timeout: Self.requestTimeout)
        let missing = topics.filter { description.topics[$0.name] == nil }
        // At the first look those that are there are asked for, too: their settings may differ.
        let wanted = status.isComplete ? missing : topics
        if !wanted.isEmpty { try create(wanted, whenMissing: !missing.isEmpty) }
        found(.complete(clusterID: description.clusterID, brokers: description.brokers.count))
    }

    private func create(_ wanted: [TopicSpecification], whenMissing isNeeded: Bool) throws(KafkaError) {
        do {
            for (name, outcome) in try cluster.create(wanted, timeout: Self.requestTimeout).sorted(by: {
                $0.key < $1.key
            }) {
                switch outcome {
                case .created:
                    logger.info("topic created", metadata: ["topic": .string(name)])
                    watch?.created(name)
                case .present: break
                case .different(let difference):
                    logger.warning(
                        "a topic has other settings than expected and is left as it is",
                        metadata: ["topic": .string(name), "difference": .string(difference)])
                }
            }
        } catch {
            // Without the right to create topics a service can still use those that are there.
            guard !isNeeded else { throw error }
            logger.debug("topics were not checked", metadata: ["error": .string(error.message)])
        }
    }

    /// Before anything is sent, so that a broker that lost its records is known by its empty topics. False when it must be
    /// tried again soon: where a topic ends is known a moment after its creation.
    private func compareTopics() -> Bool {
        guard let watch, case .complete(let clusterID, _) = status,
            state.update({ $0.isDatabasePrepared && !$0.isStopping })
        else { return true }
        return watch.look(clusterID: clusterID) { topics in try cluster.ends(of: topics, timeout: Self.requestTimeout) }
    }

    private func found(_ new: ClusterStatus) {
        let old = state.update { state in
            let old = state.status
            state.status = new
            return old
        }
        switch new {
        case .unreachable(let reason) where !old.isUnreachable:
            logger.warning(
                "Kafka is not reachable; writes go on and their events wait", metadata: ["error": .string(reason)])
        case .complete(let id, let brokers) where !old.isComplete:
            logger.info(
                "Kafka is connected, all topics are there",
                metadata: ["cluster": .string(id ?? "?"), "brokers": .integer(Int64(brokers))])
        default: break
        }
    }

    private func startParts() {
        guard state.update({ $0.isDatabasePrepared && !$0.isStopping }) else { return }
        do {
            for part in parts.dropFirst(state.update { $0.started }) {
                try part.start()
                state.update { $0.started += 1 }
            }
        } catch {
            logger.error("a part that moves events cannot start", metadata: ["error": .string("\(error)")])
        }
    }
}
