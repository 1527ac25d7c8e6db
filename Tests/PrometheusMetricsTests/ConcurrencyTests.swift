import Foundation
import Testing
@testable import PrometheusMetrics

@Suite struct ConcurrencyTests {
    @Test func `no count is lost between threads`() {
        let registry = MetricsRegistry()
        let counter = registry.counter("c_total", help: "")
        let gauge = registry.gauge("g", help: "")
        let timer = registry.timer("t_seconds", help: "")
        let histogram = registry.histogram("h", help: "", buckets: [0.5])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<5_000 {
                counter.increment(by: 0.5)
                gauge.add(1)
                timer.record(.milliseconds(1))
                histogram.record(1)
                registry.counter("d_total", help: "").increment()
            }
        }
        #expect(
            registry.text(names: ["c_total", "d_total", "g", "h_sum", "h_count", "t_seconds_count", "t_seconds_sum"])
                .split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                    "c_total 20000.0", "d_total 40000.0", "g 40000.0", "h_sum 40000.0", "h_count 40000",
                    "t_seconds_count 40000", "t_seconds_sum 40.0",
                ])
    }
}
