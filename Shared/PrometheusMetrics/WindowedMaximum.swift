import Synchronization

/// The greatest value of about the last two minutes, in a ring of three windows of 40 s, as Micrometer's TimeWindowMax has
/// it: a value is forgotten between 80 and 120 s after it was recorded.
///
/// Each window is one atomic word: its number (20 bits, 485 days) above its maximum (44 bits of nanoseconds: what is longer
/// than 4.9 hours is shown as that). So no reader sees the maximum of one window under the number of another, and nobody
/// has to rotate anything.
struct WindowedMaximum: ~Copyable, Sendable {
    private static let windowSeconds: Int64 = 40
    private static let valueBits: UInt64 = 44
    private static let largestValue: UInt64 = (1 << valueBits) - 1

    private let first = Atomic<UInt64>(0)
    private let second = Atomic<UInt64>(0)
    private let third = Atomic<UInt64>(0)

    func record(_ value: UInt64, at now: Duration) {
        let window = Self.window(at: now)
        let new = Self.tag(window) | min(value, Self.largestValue)
        switch window % 3 {
        case 0: Self.raise(first, to: new)
        case 1: Self.raise(second, to: new)
        default: Self.raise(third, to: new)
        }
    }

    func value(at now: Duration) -> UInt64 {
        let window = Self.window(at: now)
        let living = [window, window - 1, window - 2].map(Self.tag)
        var greatest: UInt64 = 0
        for word in [first.load(ordering: .relaxed), second.load(ordering: .relaxed), third.load(ordering: .relaxed)]
        where living.contains(word & ~Self.largestValue) {
            greatest = max(greatest, word & Self.largestValue)
        }
        return greatest
    }

    /// Counted from 3, so that a fresh ring (zeros) belongs to no living window.
    private static func window(at now: Duration) -> Int64 {
        now.components.seconds / windowSeconds + 3
    }

    private static func tag(_ window: Int64) -> UInt64 {
        UInt64(truncatingIfNeeded: window) << valueBits
    }

    /// A word of another window is replaced, one of the same window keeps the greater value (the tags are equal, so the
    /// words compare as their values).
    private static func raise(_ word: borrowing Atomic<UInt64>, to new: UInt64) {
        var old = word.load(ordering: .relaxed)
        while true {
            if old & ~largestValue == new & ~largestValue, old >= new { return }
            let (exchanged, current) = word.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = current
        }
    }
}
