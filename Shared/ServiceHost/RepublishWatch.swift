import Kafka
import StructuredLogging
import Synchronization

/// Notices a broker that has lost what this service published (the embedded one after its death, a cluster that was set up
/// anew, topics that were deleted), and has everything published again.
///
/// Lost records show in three ways: the cluster has another id; a topic that was there had to be created; or the end of a
/// partition lies before where it was. The last one finds also what another service has created again meanwhile.
///
/// A run that fails is tried again, with pauses, until one succeeds.
final class RepublishWatch: Sendable {
    private let topics: [String]
    private let load: @Sendable () throws -> RepublishMarker?
    private let save: @Sendable (RepublishMarker) throws -> Void
    private let republish: Republish
    private let clock: ProcessingClock
    private let logger: Logger
    private let state = Mutex(State())

    /// Begins a run; the completion is told whether all is published.
    typealias Republish = @Sendable (_ reason: String, _ completion: @escaping @Sendable (Bool) -> Void) -> Void

    /// A run may be long and is work for everybody who reads the topics.
    private static let backoff = Backoff(first: .seconds(10), longest: .seconds(300))

    private struct State {
        /// Nil until the database was read.
        var marker: RepublishMarker?
        var isLoaded = false
        /// Topics that were created and not reckoned with yet.
        var created: Set<String> = []
        /// Runs that were begun and have not ended.
        var runs = 0
        /// Runs that failed since the last one that did not.
        var failures = 0
        var nextTry: ContinuousClock.Instant?
    }

    /// - Parameter topics: those that the service publishes to.
    init(
        topics: [String], load: @escaping @Sendable () throws -> RepublishMarker?,
        save: @escaping @Sendable (RepublishMarker) throws -> Void,
        republish: @escaping Republish, clock: ProcessingClock = .system, logger: Logger
    ) {
        self.topics = topics
        self.load = load
        self.save = save
        self.republish = republish
        self.clock = clock
        self.logger = logger
    }

    /// A topic was missing and is created. May be called before the database is there.
    func created(_ topic: String) {
        guard topics.contains(topic) else { return }
        state.withLock { _ = $0.created.insert(topic) }
    }

    /// All topics are there: compares with what was seen before. Blocks; false when that failed, and is to be tried again.
    @discardableResult
    func look(clusterID: String?, ends: ([String]) throws -> [String: [Int64]]) -> Bool {
        do {
            try compare(clusterID: clusterID, ends: try ends(topics))
            return true
        } catch {
            logger.debug("the broker's topics were not compared", metadata: ["error": .string("\(error)")])
            return false
        }
    }

    private func compare(clusterID: String?, ends: [String: [Int64]]) throws {
        let (known, created) = try known()
        var marker = RepublishMarker(clusterID: clusterID, ends: ends, isHealing: known?.isHealing ?? false)
        let loss = known.flatMap { Self.loss(from: $0, to: marker, created: created) }
        if loss != nil { marker.isHealing = true }
        if marker != known { try save(marker) }
        let mustRepublish = state.withLock { state in
            state.marker = marker
            state.created.subtract(created)
            let isTime = state.runs == 0 && state.nextTry.map { clock.now() >= $0 } ?? true
            let must = marker.isHealing && (loss != nil || isTime)
            if must { state.runs += 1 }
            return must
        }
        guard mustRepublish else { return }
        let reason = loss ?? "the broker had lost records, and not all was published again"
        logger.warning(
            "the broker has lost records that this service had published", metadata: ["found": .string(reason)])
        republish(reason) { [self] isComplete in ended(isComplete) }
    }

    private func known() throws -> (RepublishMarker?, Set<String>) {
        let (marker, isLoaded, created) = state.withLock { ($0.marker, $0.isLoaded, $0.created) }
        if isLoaded { return (marker, created) }
        let loaded = try load()
        state.withLock { state in
            state.marker = loaded
            state.isLoaded = true
        }
        return (loaded, created)
    }

    /// What tells that records are lost; nil when nothing does.
    static func loss(from old: RepublishMarker, to new: RepublishMarker, created: Set<String>) -> String? {
        // An end of 0 everywhere: nothing was published there yet, so nothing can be lost.
        let published = old.ends.filter { $0.value.contains { $0 > 0 } }
        guard !published.isEmpty else { return nil }
        if let id = old.clusterID, let other = new.clusterID, id != other {
            return "the cluster \(id) became \(other)"
        }
        for (topic, before) in published.sorted(by: { $0.key < $1.key }) {
            if created.contains(topic) { return "the topic \(topic) was gone" }
            guard let now = new.ends[topic] else { continue }
            if zip(before, now).contains(where: { $0 > $1 }) { return "the topic \(topic) ends before it did" }
        }
        return nil
    }

    private func ended(_ isComplete: Bool) {
        let marker: RepublishMarker? = state.withLock { state in
            state.runs -= 1
            guard isComplete else {
                state.failures += 1
                state.nextTry = clock.now() + Self.backoff.pause(after: state.failures, jitter: clock.jitter())
                return nil
            }
            state.failures = 0
            state.nextTry = nil
            guard state.runs == 0 else { return nil }
            state.marker?.isHealing = false
            return state.marker
        }
        guard let marker else { return }
        do {
            try save(marker)
        } catch {
            // In the database it still heals: the next start publishes once more, which changes nothing.
            logger.debug("the end of the republish was not noted", metadata: ["error": .string("\(error)")])
        }
    }
}
