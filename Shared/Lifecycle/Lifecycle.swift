public import StructuredLogging
// STUB: the agreed interface (swift-service-lifecycle's idea, without tasks); replaced by real files.

/// A part of a process that is started in order and stopped in reverse. `start` returns when the part works (or works on it
/// in the background); `stop` returns when it has ended or the deadline passed.
public protocol LifecyclePart: Sendable {
    var name: String { get }
    func start() throws
    func stop(by deadline: ContinuousClock.Instant)
}
public final class ServiceLifecycle: Sendable {
    public init(parts: [any LifecyclePart], stopTimeout: Duration, logger: Logger) { fatalError("stub") }
    /// Starts all parts, waits for SIGTERM/SIGINT (or `requestStop`), stops in reverse, returns true if all ended in time. A second signal exits at once.
    /// A start that throws stops what was started and rethrows.
    public func run() throws -> Bool { fatalError("stub") }
    public func requestStop(_ reason: String) { fatalError("stub") }
    /// Blocks SIGTERM, SIGINT for all threads made later, ignores SIGPIPE: call first in main.
    public static func prepareSignals() { fatalError("stub") }
}
