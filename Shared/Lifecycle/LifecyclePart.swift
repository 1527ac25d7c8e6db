/// A part of a process that is started in order and stopped in reverse: later parts may depend on earlier ones.
///
/// `start` returns when the part works, or works on it in the background. `stop` returns when the part has ended or the
/// deadline passed. Both are called on threads of the lifecycle, never at the same time.
public protocol LifecyclePart: Sendable {
    /// How the log names the part ("http server").
    var name: String { get }
    func start() throws
    func stop(by deadline: ContinuousClock.Instant)
}
