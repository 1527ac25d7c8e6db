import Testing
@testable import PrometheusMetrics

@Suite struct CounterTests {
    @Test func `a counter never goes back`() {
        let registry = MetricsRegistry()
        let counter = registry.counter("c_total", help: "")
        counter.increment()
        counter.increment(by: -5)
        counter.increment(by: .nan)
        counter.increment(by: 0)
        #expect(registry.text() == "# HELP c_total \n# TYPE c_total counter\nc_total 1.0\n")
    }
}
