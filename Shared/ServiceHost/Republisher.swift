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
        /// Why it ended before all was published; nil while it goes on.
        var failure: String?
    }

    let name = "republish"
    private let source: RepublishSource
    private let logger: Logger
    private let pageSize: Int
    private let patience: Duration
    private let state = Signal(State())
    /// Between two offers to documents that have no room: the relay needs about that long to make some.
    private static let pause = Duration.milliseconds(200)
    /// Of those that were left: how many are offered at once, and with how many no further page is begun.
    private static let maximumOffered = 500
    private static let maximumLeft = 1_000
    /// How long a request waits for room.
    private static let requestPatience = Duration.seconds(10)

    private struct State: Sendable {
        var run: Run?
        var thread: BackgroundThread?
        var isStopping = false
        /// Called after the run that comes next.
        var completions: [@Sendable (Bool) -> Void] = []
    }

    /// - Parameter patience: how long a run goes on when no document makes room any more.
    init(source: RepublishSource, pageSize: Int = 200, patience: Duration = .seconds(30), logger: Logger) {
        self.source = source
        self.pageSize = pageSize
        self.patience = patience
        self.logger = logger
    }

    /// The run that goes on, else the last one.
    var run: Run? { state.update { $0.run } }

    /// Begins a run. A run that goes on already has told of some aggregates before this call; so it is done again.
    ///
    /// - Parameter completion: is told whether all went out; not called when the service stops before.
    func begin(reason: String, completion: @escaping @Sendable (_ isComplete: Bool) -> Void = { _ in }) {
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

    /// Publishes those with these ids again, as `RepublishSource.some`, on this thread. What finds no room within ten
    /// seconds counts as skipped, with a line in the log.
    func some(_ ids: [String]) throws -> RepublishedPage {
        var all = try source.some(ids)
        let deadline = ContinuousClock.now + Self.requestPatience
        while !all.left.isEmpty, ContinuousClock.now < deadline, pause(Self.pause) {
            let page = try source.some(all.left)
            all.aggregates += page.aggregates
            all.events += page.events
            all.skipped += page.skipped
            all.left = page.left
        }
        if !all.left.isEmpty {
            all.skipped += all.left.count
            logger.warning("aggregates are not published again", metadata: ["reason": .string("\(NoRoom(all.left))")])
        }
        return all
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

    private func work(_ completions: [@Sendable (Bool) -> Void]) {
        var failure: String?
        do { try publishAll() } catch { failure = "\(error)" }
        end(failure, completions)
    }

    /// Page after page; and those that were left, until none is. Returns early when told to stop.
    private func publishAll() throws {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
        var last: String?
        var isLastPage = false
        var left: [String] = []
        var failures = 0
        var lastProgress = ContinuousClock.now
        while !state.update({ $0.isStopping }), !isLastPage || !left.isEmpty {
            let offered = isLastPage || left.count >= Self.maximumLeft ? left.prefix(Self.maximumOffered) : []
            let page: RepublishedPage
            do {
                page = try offered.isEmpty ? source.page(last, pageSize) : source.some(Array(offered))
            } catch let error as MongoError where error.kind == .unavailable {
                failures += 1
                pause(backoff.pause(after: failures, jitter: ProcessingClock.system.jitter()))
                lastProgress = .now
                continue
            }
            failures = 0
            count(page)
            if offered.isEmpty || page.aggregates > 0 { lastProgress = .now }
            left = Array(left.dropFirst(offered.count)) + page.left
            if offered.isEmpty {
                last = page.last
                isLastPage = page.last == nil
            } else if page.aggregates == 0, !left.isEmpty {
                guard ContinuousClock.now < lastProgress + patience else { throw NoRoom(left) }
                pause(Self.pause)
            }
        }
    }

    private func count(_ page: RepublishedPage) {
        state.update { state in
            state.run?.aggregates += page.aggregates
            state.run?.events += page.events
            state.run?.skipped += page.skipped
        }
    }

    /// False when told to stop.
    @discardableResult
    private func pause(_ duration: Duration) -> Bool {
        state.wait(until: .now + duration) { $0.isStopping ? true : nil } == nil
    }

    /// Documents that stay full: their events do not leave.
    private struct NoRoom: Error, CustomStringConvertible {
        let description: String

        init(_ left: [String]) {
            description =
                "aggregates without room in their documents, which stay full of events that wait: \(left.count)"
                + (left.first.map { ", among them \($0)" } ?? "")
        }
    }

    private func end(_ failure: String?, _ completions: [@Sendable (Bool) -> Void]) {
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
        }
        if !isCut { completions.forEach { $0(failure == nil) } }
        state.update { state in
            state.run?.isRunning = false
            state.run?.failure = failure ?? (isCut ? "the service stops" : nil)
            // Somebody asked in between.
            if !state.completions.isEmpty, !state.isStopping { start(state.run?.reason ?? "", &state) }
        }
    }
}
