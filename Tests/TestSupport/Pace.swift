import Synchronization

/// Gives turns at a steady rate to all threads together. Turns that nobody could take while the fleet stood still are
/// made up for, those of the last second at most.
public final class Pace: Sendable {
    private let interval: Duration
    private let next = Mutex(ContinuousClock.now)

    public init(perSecond rate: Double) { interval = Duration(seconds: 1 / rate) }

    /// Waits for a turn; false when `end` comes first.
    public func wait(until end: ContinuousClock.Instant) -> Bool {
        let turn = next.withLock { next in
            next = max(next, .now - .seconds(1))
            defer { next += interval }
            return next
        }
        guard turn < end else { return false }
        Waiting.pause(ContinuousClock.now.duration(to: turn))
        return ContinuousClock.now < end
    }
}
