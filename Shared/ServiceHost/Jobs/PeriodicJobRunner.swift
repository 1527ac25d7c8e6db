import Lifecycle
import StructuredLogging
import Synchronization
import Threads

/// Runs one job until it is stopped.
final class PeriodicJobRunner: LifecyclePart {
    private let job: PeriodicJob
    private let logger: Logger
    private let isStopping = Signal(false)
    private let thread = Mutex<BackgroundThread?>(nil)

    init(_ job: PeriodicJob, logger: Logger) {
        self.job = job
        self.logger = logger
    }

    var name: String { job.name }

    func start() { thread.withLock { $0 = BackgroundThread(job.name) { self.run() } } }

    func stop(by deadline: ContinuousClock.Instant) {
        isStopping.update { $0 = true }
        _ = thread.withLock { $0 }?.join(by: deadline)
    }

    private func run() {
        var lastFailure: String?
        while isStopping.wait(until: .now + job.interval, for: { $0 ? true : nil }) == nil {
            do {
                try job.run()
                lastFailure = nil
            } catch {
                let failure = "\(error)"
                if failure != lastFailure {
                    logger.warning(
                        "a periodic job failed",
                        metadata: ["job": .string(job.name), "error": .string(failure)])
                }
                lastFailure = failure
            }
        }
    }
}
