// STUB: the agreed interface; replaced by real files.

/// A named thread of the operating system. The body ends by itself when told (flag, closed queue); `join` waits.
public final class NamedThread: Sendable {
    public init(_ name: String, _ body: @escaping @Sendable () -> Void) { fatalError("stub") }
    public func join() { fatalError("stub") }
}

/// A fixed number of named threads and a bounded queue before them.
public final class WorkerPool: Sendable {
    public init(name: String, threads: Int, queueLimit: Int) { fatalError("stub") }
    /// False when the queue is full or the pool stops: the caller answers 503.
    public func submit(_ work: @escaping @Sendable () -> Void) -> Bool { fatalError("stub") }
    public var queued: Int { fatalError("stub") }
    public var busy: Int { fatalError("stub") }
    /// No new work; runs what is queued; returns false if `deadline` passed first.
    public func stop(by deadline: ContinuousClock.Instant) -> Bool { fatalError("stub") }
}

/// A lock with a condition: `wait(until:)` without polling.
public final class Signal<State: Sendable>: Sendable {
    public init(_ state: State) { fatalError("stub") }
    /// Changes the state and wakes all waiters.
    public func update<R>(_ body: (inout State) throws -> R) rethrows -> R { fatalError("stub") }
    /// Waits until `condition` is true (evaluated under the lock; it may change the state) or the deadline passes; nil then.
    public func wait<R>(until deadline: ContinuousClock.Instant?, for condition: (inout State) -> R?) -> R? { fatalError("stub") }
}
