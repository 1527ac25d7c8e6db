import Testing
@testable import PrometheusMetrics

@Suite struct TimerTests {
    @Test func `count and sum stay while the maximum decays`() {
        let clock = HandClock()
        let registry = MetricsRegistry(now: clock.now)
        let timer = registry.timer("t_seconds", help: "T")
        timer.record(.milliseconds(1_500))
        clock.advance(by: .seconds(60))
        timer.record(.milliseconds(500))
        func text(max: String) -> String {
            """
            # HELP t_seconds T
            # TYPE t_seconds summary
            t_seconds_count 2
            t_seconds_sum 2.0
            # HELP t_seconds_max T
            # TYPE t_seconds_max gauge
            t_seconds_max \(max)

            """
        }
        #expect(registry.text() == text(max: "1.5"))
        clock.advance(by: .seconds(60))
        #expect(registry.text() == text(max: "0.5"))
        clock.advance(by: .seconds(120))
        #expect(registry.text() == text(max: "0.0"))
    }

    @Test func `durations out of bounds are bounded`() {
        let registry = MetricsRegistry()
        let timer = registry.timer("t_seconds", help: "")
        timer.record(.seconds(-5))
        timer.record(.seconds(Int64.max))
        #expect(registry.text(names: ["t_seconds_count"]).hasSuffix("t_seconds_count 2\n"))
        #expect(registry.text(names: ["t_seconds_sum"]).hasSuffix("t_seconds_sum 31536000.0\n"))
    }
}
