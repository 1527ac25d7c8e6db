import FoundationEssentials

/// Time and chance, as the record processor sees them.
struct ProcessingClock: Sendable {
    let now: @Sendable () -> ContinuousClock.Instant
    let millisecondsSince1970: @Sendable () -> Int64
    /// 0..<1
    let jitter: @Sendable () -> Double

    static let system = ProcessingClock(
        now: { ContinuousClock.now },
        millisecondsSince1970: { Int64(Date().timeIntervalSince1970 * 1000) },
        jitter: { Double.random(in: 0..<1) })
}
