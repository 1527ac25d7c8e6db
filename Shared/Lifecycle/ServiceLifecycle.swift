public import StructuredLogging
import Threads

/// Runs the parts of a process: starts them in order, waits for a reason to stop, stops them in reverse under one deadline.
///
/// The order of both is that of the list, as in swift-service-lifecycle's `ServiceGroup`, without tasks: each part owns its
/// threads. Thread-safe; `run` is called once.
public final class ServiceLifecycle: Sendable {
    private let parts: [any LifecyclePart]
    private let stopTimeout: Duration
    private let logger: Logger
    private let stopReason = Threads.Signal<String?>(nil)

    /// `stopTimeout` bounds the whole stop. It should be shorter than the grace period of whoever sends SIGTERM
    /// (Kubernetes: 30 s, then SIGKILL).
    public init(parts: [any LifecyclePart], stopTimeout: Duration, logger: Logger) {
        self.parts = parts
        self.stopTimeout = stopTimeout
        self.logger = logger
    }

    /// Starts all parts, waits for SIGTERM, SIGINT or `requestStop`, stops what was started.
    ///
    /// A request to stop that comes during the start takes effect after the part that is just being started. Signals need
    /// `prepareSignals` before.
    ///
    /// - Returns: true if every part ended in time. Those that did not are named in the log.
    /// - Throws: the error of a part that could not start, after the parts before it were stopped.
    public func run() throws -> Bool {
        let registration = SignalWatcher.process.register { [weak self] in self?.requestStop($0) }
        defer { SignalWatcher.process.remove(registration) }
        var started: [any LifecyclePart] = []
        for part in parts where !isStopRequested {
            logger.debug("Starting \(part.name)")
            do {
                try part.start()
            } catch {
                logger.error(
                    "\(part.name) could not start", metadata: [LogKey.errorMessage: .string(String(describing: error))])
                _ = stop(started)
                throw error
            }
            started.append(part)
        }
        let reason = stopReason.wait(until: nil) { $0 } ?? "no reason given"
        logger.notice("Stopping: \(reason)")
        return stop(started)
    }

    /// Asks for the stop; returns at once. The first reason counts. May be called from any thread, also before `run`.
    public func requestStop(_ reason: String) {
        stopReason.update { $0 = $0 ?? reason }
    }

    /// Blocks SIGTERM and SIGINT for all threads made later, ignores SIGPIPE (a peer that is gone is EPIPE of the write that
    /// found out). Called first in `main`, before any other thread exists.
    ///
    /// Until `run` starts, and after it ends, either signal ends the process at once with 128 + its number, as a shell
    /// would report it. During `run` the first one asks for the stop and a second one ends the process at once.
    public static func prepareSignals() {
        SignalWatcher.process.prepare()
    }

    private var isStopRequested: Bool {
        stopReason.update { $0 != nil }
    }

    private func stop(_ started: [any LifecyclePart]) -> Bool {
        let sequence = StopSequence(deadline: .now + stopTimeout, logger: logger)
        let late = sequence.stop(started.reversed())
        if late.isEmpty {
            logger.notice("Stopped")
        } else {
            logger.error(
                "Did not end in time: \(late.joined(separator: ", "))",
                metadata: ["stop.timeout": .duration(stopTimeout)])
        }
        return late.isEmpty
    }
}
