import Synchronization

@testable import PrometheusMetrics

extension MetricsRegistry {
    func text(names: Set<String>? = nil, format: ExpositionFormat = .prometheus) -> String {
        String(decoding: render(names: names, format: format), as: UTF8.self)
    }
}

/// A clock that is turned by hand.
final class HandClock: Sendable {
    private let time = Mutex(Duration.zero)
    var now: @Sendable () -> Duration { { self.time.withLock { $0 } } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
