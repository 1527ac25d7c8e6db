import Testing
@testable import PrometheusMetrics

@Suite struct HistogramTests {
    @Test func `a bound belongs to its bucket and what is no number is left out`() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("h", help: "", buckets: [-1, 0])
        for value in [-2, -1, -0.5, 0, 0.5, .nan] { histogram.record(value) }
        #expect(
            registry.text() == """
                # HELP h 
                # TYPE h histogram
                h_bucket{le="-1.0"} 2
                h_bucket{le="0.0"} 4
                h_bucket{le="+Inf"} 5
                h_sum -3.0
                h_count 5

                """)
    }
}
