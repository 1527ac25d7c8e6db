/// Pauses that double up to a bound, each cut by up to a half at random, so that those who failed together do not come
/// back together.
struct Backoff: Sendable {
    let first: Duration
    let longest: Duration

    /// What is certainly temporary is tried for ever.
    static let transient = Backoff(first: .milliseconds(100), longest: .seconds(5))
    /// What may be the record's fault: ten attempts with these pauses take about a minute.
    static let suspect = Backoff(first: .milliseconds(250), longest: .seconds(20))

    /// - Parameter attempt: 1 after the first failure.
    /// - Parameter jitter: 0..<1.
    func pause(after attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 20)
        let whole = min(first * (1 << doublings), longest)
        return whole * (0.5 + 0.5 * jitter)
    }
}
