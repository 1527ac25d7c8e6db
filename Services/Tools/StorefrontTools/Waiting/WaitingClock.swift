import Glibc

/// Tells the time and lets the calling thread wait: the system's, or one that tests move.
protocol WaitingClock: Sendable {
    var now: ContinuousClock.Instant { get }
    func pause(for duration: Duration)
}

struct SystemClock: WaitingClock {
    var now: ContinuousClock.Instant { .now }

    func pause(for duration: Duration) {
        let end = now + duration
        while true {
            let rest = end - now
            guard rest > .zero else { return }
            // usleep takes less than a second (POSIX) and ends early at a signal.
            usleep(UInt32(min(rest, .milliseconds(900)) / .microseconds(1)) + 1)
        }
    }
}
