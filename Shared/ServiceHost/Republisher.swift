import Lifecycle
import Mongo
import StructuredLogging
import Threads

/// Publishes the present state of all aggregates again, one run at a time on a thread of its own. Thread-safe.
final class Republisher: LifecyclePart {
    /// A run and how far it is.
    struct Run: Sendable, Equatable {
        let reason: String
        var aggregates = 0
        var events = 0
        var skipped = 0
        var isRunning = true
        var failure: String?
    }

    let name = "republish"
    let source: RepublishSource
    private let logger: Logger
    private let pageSize: Int
    private let state = Signal(State())

    private struct State: Sendable {
        var run: Run?
        var thread: BackgroundThread?
        var isStopping = false
        /// Called after the run that goes on, when it did not fail.
        var completions: [@Sendable () -> Void] = []
    }

    init(source: RepublishSource, pageSize: Int = 200, logger: Logger) {
        self.source = source
        self.pageSize = pageSize
        self.logger = logger
    }

    /// The run that goes on, else the last one.
    var run: Run? { state.update { $0.run } }

    /// Begins a run. A run that goes on already has told of some aggregates before this call; so it is done again.
    func begin(reason: String, completion: @escaping @Sendable () -> Void = {}) {
        state.update { state in
            guard !state.isStopping else { return }
            state.completions.append(completion)
            guard state.run?.isRunning != true else { return }
            start(reason, &state)
        }
    }

    /// Waits until no run goes on, but not longer; the state then.
    func wait(until deadline: ContinuousClock.Instant) -> Run? {
        _ = state.wait(until: deadline) { $0.run?.isRunning == true ? nil : true }
        return run
    }

    func start() {}

    func stop(by deadline: ContinuousClock.Instant) {
        let thread = state.update { state in
            state.isStopping = true
            return state.thread
        }
        _ = thread?.join(by: deadline)
    }

    private func start(_ reason: String, _ state: inout State) {
        state.run = Run(reason: reason)
        let completions = state.completions
        state.completions = []
        logger.notice("all aggregates are published again", metadata: ["reason": .string(reason)])
        state.thread = BackgroundThread("republish") { self.work(completions) }
    }

    private func work(_ completions: [@Sendable () -> Void]) {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
        var last: String?
        var failures = 0
        var failure: String?
        while !state.update({ $0.isStopping }) {
            do {
                let page = try source.page(last, pageSize)
                failures = 0
                state.update { state in
                    state.run?.aggregates += page.aggregates
                    state.run?.events += page.events
                    state.run?.skipped += page.skipped
                }
                guard let next = page.last else { break }
                last = next
            } catch let error as MongoError where error.kind == .unavailable {
                failures += 1
                let pause = backoff.pause(after: failures, jitter: ProcessingClock.system.jitter())
                _ = state.wait(until: .now + pause) { $0.isStopping ? true : nil }
            } catch {
                failure = "\(error)"
                break
            }
        }
        end(failure, completions)
    }

    private func end(_ failure: String?, _ completions: [@Sendable () -> Void]) {
        let (run, isCut) = state.update { ($0.run, $0.isStopping) }
        if let failure {
            logger.error("publishing again failed", metadata: ["error.message": .string(failure)])
        } else if let run, !isCut {
            logger.notice(
                "all aggregates are on their way again",
                metadata: [
                    "aggregates": .integer(Int64(run.aggregates)), "events": .integer(Int64(run.events)),
                    "skipped": .integer(Int64(run.skipped)),
                ])
            completions.forEach { $0() }
        }
        state.update { state in
            state.run?.isRunning = false
            state.run?.failure = failure
            // Somebody asked in between.
            if !state.completions.isEmpty, !state.isStopping { start(state.run?.reason ?? "", &state) }
        }
    }
}
