/// Pauses that grow up to a bound.
struct Backoff: Sendable, Equatable {
    private var next: Duration
    private let factor: Double
    private let longest: Duration

    init(first: Duration, factor: Double, longest: Duration) {
        next = first
        self.factor = factor
        self.longest = longest
    }

    mutating func pause() -> Duration {
        defer { next = min(next * factor, longest) }
        return min(next, longest)
    }

    /// Between two looks at a state that is about to come.
    static var polling: Backoff { Backoff(first: .milliseconds(20), factor: 1.5, longest: .milliseconds(250)) }
    /// Between two attempts of a call: short enough to be there soon after a service has come back.
    static var retrying: Backoff { Backoff(first: .milliseconds(50), factor: 2, longest: .milliseconds(500)) }
}
