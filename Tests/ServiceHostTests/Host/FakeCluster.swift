import Kafka
import Lifecycle
import Synchronization

@testable import ServiceHost

/// A cluster in memory that can be away, refuse to create topics, and lose them.
final class FakeCluster: KafkaCluster {
    struct State {
        var isAway = false
        var refusesToCreate = false
        var topics: Set<String> = []
        var outcomes: [String: TopicOutcome] = [:]
        var isClosed = false
        /// By topic; [0] where nothing is said.
        var ends: [String: [Int64]] = [:]
        /// How often it cannot say where topics end, as a broker that has heard of a new topic and does not lead it yet.
        var unknownEnds = 0
    }
    let state = Mutex(State())
    let journal: Journal

    init(journal: Journal) { self.journal = journal }

    func describe(timeout: Duration) throws(KafkaError) -> KafkaAdmin.ClusterDescription {
        let state = state.withLock { $0 }
        guard !state.isAway else { throw .away }
        return KafkaAdmin.ClusterDescription(
            clusterID: "fake", brokers: ["b:9092"],
            topics: Dictionary(uniqueKeysWithValues: state.topics.map { ($0, 3) }))
    }

    func create(_ topics: [TopicSpecification], timeout: Duration) throws(KafkaError) -> [String: TopicOutcome] {
        let state = state.withLock { $0 }
        guard !state.isAway else { throw .away }
        guard !state.refusesToCreate else {
            throw KafkaError(
                code: 29, name: "TOPIC_AUTHORIZATION_FAILED", message: "no right", isFatal: false, isRetriable: false)
        }
        var outcomes: [String: TopicOutcome] = [:]
        for topic in topics {
            let isNew = self.state.withLock { $0.topics.insert(topic.name).inserted }
            outcomes[topic.name] = state.outcomes[topic.name] ?? (isNew ? .created : .present)
            if isNew { journal.add("create \(topic.name)") }
        }
        return outcomes
    }

    func ends(of topics: [String], timeout: Duration) throws(KafkaError) -> [String: [Int64]] {
        let (state, isUnknown) = state.withLock { state in
            defer { state.unknownEnds = max(0, state.unknownEnds - 1) }
            return (state, state.unknownEnds > 0)
        }
        guard !state.isAway, !isUnknown else { throw .away }
        return Dictionary(uniqueKeysWithValues: topics.map { ($0, state.ends[$0] ?? [0]) })
    }

    func close() { state.withLock { $0.isClosed = true } }
}

/// What happened, in order.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

struct JournalPart: LifecyclePart {
    let name: String
    let journal: Journal

    func start() { journal.add("start \(name)") }

    func stop(by deadline: ContinuousClock.Instant) { journal.add("stop \(name)") }
}
