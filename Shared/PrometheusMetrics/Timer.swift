import Synchronization

/// How often something was done, how long it took in sum, and the longest of the last two minutes. Thread-safe, without a
/// lock.
public final class Timer: Meter {
    private let count = Atomic<UInt64>(0)
    private let nanoseconds = Atomic<UInt64>(0)
    private let maximum = WindowedMaximum()
    private let now: @Sendable () -> Duration

    init(now: @escaping @Sendable () -> Duration) {
        self.now = now
    }

    /// A negative duration counts as zero, one beyond a year as a year.
    public func record(_ duration: Duration) {
        let bounded = min(max(duration, .zero), .seconds(31_536_000))
        let (seconds, attoseconds) = bounded.components
        let elapsed = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds) / 1_000_000_000
        count.wrappingAdd(1, ordering: .relaxed)
        nanoseconds.wrappingAdd(elapsed, ordering: .relaxed)
        maximum.record(elapsed, at: now())
    }

    var maximumSeconds: Double { Double(maximum.value(at: now())) / 1_000_000_000 }

    func append(to exposition: inout Exposition, family: String, labels: String) {
        exposition.sample(family + "_count", labels: labels, count: count.load(ordering: .relaxed))
        let sum = Double(nanoseconds.load(ordering: .relaxed)) / 1_000_000_000
        exposition.sample(family + "_sum", labels: labels, value: sum)
    }
}
