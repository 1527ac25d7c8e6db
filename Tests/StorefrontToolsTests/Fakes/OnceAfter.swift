import Synchronization

@testable import StorefrontTools

/// Remembers when a fault began: some time after one of the seven calls was first asked.
final class OnceAfter: Sendable {
    private let call: Int
    private let delay: Duration
    private let begin = Mutex<Duration?>(nil)

    init(call: Int, delay: Duration) {
        self.call = call
        self.delay = delay
    }

    /// Nil before it began.
    func time(of request: FakeFleet.Request) -> Duration? {
        begin.withLock { begin in
            if begin == nil, request.line == sevenCalls[call - 1] { begin = request.time + delay }
            return begin.flatMap { request.time >= $0 ? $0 : nil }
        }
    }
}
