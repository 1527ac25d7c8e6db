/// A state behind a lock, and a way to wait for it to become something: a condition variable without its traps.
///
/// All methods may be called from any thread. The closures run under the lock: they must be short and must not call
/// the same signal again.
@safe
public final class Signal<State: Sendable>: @unchecked Sendable {
    // Safe to share: `state` is read and written with `lock` held, and nowhere else.
    private let lock = ConditionLock()
    private var state: State

    public init(_ state: State) { self.state = state }

    /// Changes the state and wakes all waiters.
    public func update<R>(_ body: (inout State) throws -> R) rethrows -> R {
        lock.lock()
        defer { lock.unlock() }
        defer { lock.wakeAll() }
        return try body(&state)
    }

    /// Waits until `condition` gives a value, and returns it; nil when `deadline` passes first (never for a nil deadline).
    ///
    /// `condition` is asked at once, then after each update and once more at the deadline. It may change the state ("take
    /// the first element"); such a change wakes nobody, so one that others wait for belongs into `update`.
    public func wait<R>(until deadline: ContinuousClock.Instant?, for condition: (inout State) -> R?) -> R? {
        lock.lock()
        defer { lock.unlock() }
        while true {
            if let result = condition(&state) { return result }
            if !lock.wait(until: deadline) { return nil }
        }
    }
}
