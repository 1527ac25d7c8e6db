import Synchronization

@testable import StorefrontTools

/// Time that passes only when somebody waits for it.
final class FakeClock: WaitingClock {
    private let passed = Mutex(Duration.zero)
    private let start = ContinuousClock.now
    private let waited = Mutex<[Duration]>([])

    var now: ContinuousClock.Instant { start + elapsed }
    var elapsed: Duration { passed.withLock { $0 } }
    /// Each pause that was made.
    var pauses: [Duration] { waited.withLock { $0 } }

    func pause(for duration: Duration) {
        waited.withLock { $0.append(duration) }
        advance(by: duration)
    }

    func advance(by duration: Duration) {
        passed.withLock { $0 += duration }
    }
}
