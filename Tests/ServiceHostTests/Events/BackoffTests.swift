import Testing

@testable import ServiceHost

@Suite struct BackoffTests {
    @Test func `pauses double up to the longest, and chance takes up to a half away`() {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
        let whole = (1...8).map { backoff.pause(after: $0, jitter: 1) }
        #expect(whole == [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000].map { .milliseconds($0) })
        #expect(backoff.pause(after: 3, jitter: 0) == .milliseconds(200))
        #expect(backoff.pause(after: .max, jitter: 1) == .seconds(5))
        #expect(backoff.pause(after: 0, jitter: 1) == .milliseconds(100))
    }
}
