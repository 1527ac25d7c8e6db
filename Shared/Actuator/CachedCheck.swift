import Synchronization

/// An indicator's check that many callers share: one runs it, and its result serves all for a second, so that whoever asks
/// often (several probes, an attacker) costs nothing, and a check that hangs holds one thread.
final class CachedCheck: Sendable {
    private struct Result {
        let health: Health
        let time: ContinuousClock.Instant
    }

    /// How long a result counts.
    static let lifetime: Duration = .seconds(1)
    /// How old a result may become while the next check runs. After that the check itself is what is wrong.
    static let patience: Duration = .seconds(5)

    let indicator: HealthIndicator
    private let now: @Sendable () -> ContinuousClock.Instant
    private let last = Mutex<Result?>(nil)
    /// Held by the caller that runs the check.
    private let running = Mutex(())

    init(_ indicator: HealthIndicator, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.indicator = indicator
        self.now = now
    }

    /// Blocks while it runs the check itself, or while the very first check is run by another caller.
    func health() -> Health {
        if let known = known(within: Self.lifetime) { return known }
        if let fresh = running.withLockIfAvailable({ _ in refresh() }) { return fresh }
        if let known = known(within: Self.patience) { return known }
        if last.withLock({ $0 == nil }) { return running.withLock { _ in refresh() } }
        return Health(.down, details: [("error", "the check has not ended for \(Self.patience.components.seconds) s")])
    }

    /// With `running` held. Another caller may have been quicker.
    private func refresh() -> Health {
        if let known = known(within: Self.lifetime) { return known }
        let health = indicator.check()
        let result = Result(health: health, time: now())
        last.withLock { $0 = result }
        return health
    }

    private func known(within age: Duration) -> Health? {
        guard let result = last.withLock({ $0 }), now() - result.time < age else { return nil }
        return result.health
    }
}
