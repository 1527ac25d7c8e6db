import Testing

@testable import PrometheusMetrics

@Suite struct MetricsRegistryTests {
    @Test func `a registry without meters shows nothing`() {
        #expect(MetricsRegistry().text() == "")
        #expect(MetricsRegistry().text(format: .openMetrics) == "# EOF\n")
    }

    /// One meter of each kind.
    private func makeRegistry() -> MetricsRegistry {
        let registry = MetricsRegistry(commonLabels: [("application", "orders")], now: HandClock().now)
        let timer = registry.timer(
            "http_server_requests_seconds", help: "Answered requests",
            labels: [("uri", "/customers"), ("method", "GET")])
        timer.record(.milliseconds(250))
        timer.record(.milliseconds(31))
        registry.timer(
            "http_server_requests_seconds", help: "", labels: [("method", "DELETE"), ("uri", "/customers/{id}")]
        ).record(.seconds(2))
        registry.counter("logback_events_total", help: "Log lines", labels: [("level", "warn")]).increment(by: 3)
        registry.gauge("outbox_entries", help: "Waiting\nevents \"\\\"").set(-1.5)
        registry.gauge("absent", help: "Never there") { nil }
        registry.gauge("threads", help: "") { 7 }
        let histogram = registry.histogram("batch_size", help: "Events", buckets: [1, 10], labels: [("topic", "t")])
        for value in [0.5, 1, 2, 11, 12.5] { histogram.record(value) }
        return registry
    }

    @Test func `the whole text in Prometheus' form`() {
        #expect(
            makeRegistry().text() == #"""
                # HELP batch_size Events
                # TYPE batch_size histogram
                batch_size_bucket{application="orders",topic="t",le="1.0"} 2
                batch_size_bucket{application="orders",topic="t",le="10.0"} 3
                batch_size_bucket{application="orders",topic="t",le="+Inf"} 5
                batch_size_sum{application="orders",topic="t"} 27.0
                batch_size_count{application="orders",topic="t"} 5
                # HELP http_server_requests_seconds Answered requests
                # TYPE http_server_requests_seconds summary
                http_server_requests_seconds_count{application="orders",method="DELETE",uri="/customers/{id}"} 1
                http_server_requests_seconds_sum{application="orders",method="DELETE",uri="/customers/{id}"} 2.0
                http_server_requests_seconds_count{application="orders",method="GET",uri="/customers"} 2
                http_server_requests_seconds_sum{application="orders",method="GET",uri="/customers"} 0.281
                # HELP http_server_requests_seconds_max Answered requests
                # TYPE http_server_requests_seconds_max gauge
                http_server_requests_seconds_max{application="orders",method="DELETE",uri="/customers/{id}"} 2.0
                http_server_requests_seconds_max{application="orders",method="GET",uri="/customers"} 0.25
                # HELP logback_events_total Log lines
                # TYPE logback_events_total counter
                logback_events_total{application="orders",level="warn"} 3.0
                # HELP outbox_entries Waiting\nevents "\\"
                # TYPE outbox_entries gauge
                outbox_entries{application="orders"} -1.5
                # HELP threads 
                # TYPE threads gauge
                threads{application="orders"} 7.0

                """#)
    }

    @Test func `the whole text in OpenMetrics' form`() {
        #expect(
            makeRegistry().text(
                names: ["logback_events_total", "outbox_entries", "batch_size"], format: .openMetrics) == #"""
                    # HELP batch_size Events
                    # TYPE batch_size histogram
                    batch_size_bucket{application="orders",topic="t",le="1.0"} 2
                    batch_size_bucket{application="orders",topic="t",le="10.0"} 3
                    batch_size_bucket{application="orders",topic="t",le="+Inf"} 5
                    batch_size_sum{application="orders",topic="t"} 27.0
                    batch_size_count{application="orders",topic="t"} 5
                    # HELP logback_events Log lines
                    # TYPE logback_events counter
                    logback_events_total{application="orders",level="warn"} 3.0
                    # HELP outbox_entries Waiting\nevents \"\\\"
                    # TYPE outbox_entries gauge
                    outbox_entries{application="orders"} -1.5
                    # EOF

                    """#)
    }

    @Test func `names choose single samples or whole families`() {
        #expect(
            makeRegistry().text(names: ["http_server_requests_seconds_sum", "threads", "absent", "nothing"]) == #"""
                # HELP http_server_requests_seconds Answered requests
                # TYPE http_server_requests_seconds summary
                http_server_requests_seconds_sum{application="orders",method="DELETE",uri="/customers/{id}"} 2.0
                http_server_requests_seconds_sum{application="orders",method="GET",uri="/customers"} 0.281
                # HELP threads 
                # TYPE threads gauge
                threads{application="orders"} 7.0

                """#)
    }

    @Test func `the same name and labels give the same meter, in whatever order they come`() {
        let registry = MetricsRegistry()
        let first = registry.counter("x_total", help: "", labels: [("a", "1"), ("b", "2")])
        #expect(registry.counter("x_total", help: "", labels: [("b", "2"), ("a", "1")]) === first)
        #expect(registry.counter("x_total", help: "", labels: [("a", "1"), ("b", "3")]) !== first)
    }

    @Test func `a gauge's later reader takes the place of the earlier`() {
        let registry = MetricsRegistry()
        registry.gauge("g", help: "") { 1 }
        registry.gauge("g", help: "") { 2 }
        #expect(registry.text() == "# HELP g \n# TYPE g gauge\ng 2.0\n")
    }

    @Test func `a gauge's reader may use the registry`() {
        let registry = MetricsRegistry()
        registry.gauge("g", help: "") { [weak registry] in
            registry?.counter("asked_total", help: "").increment()
            return 1
        }
        _ = registry.render()
        #expect(
            registry.text(names: ["asked_total"])
                == "# HELP asked_total \n# TYPE asked_total counter\nasked_total 1.0\n")
    }

    @Test func `a meter with other label names is not shown but counted`() {
        let registry = MetricsRegistry(commonLabels: [("application", "a")])
        registry.counter("x_total", help: "X", labels: [("a", "1")]).increment()
        registry.counter("x_total", help: "X", labels: [("b", "1")]).increment()
        #expect(
            registry.text() == #"""
                # HELP metrics_dropped_total Meters that are not shown: their label names differ from their family's, or the family is full
                # TYPE metrics_dropped_total counter
                metrics_dropped_total{application="a",reason="labels"} 1.0
                # HELP x_total X
                # TYPE x_total counter
                x_total{a="1",application="a"} 1.0

                """#)
    }

    @Test func `a family has a bound`() {
        let registry = MetricsRegistry()
        for number in 0..<MetricsRegistry.maximumMetersPerFamily + 5 {
            registry.counter("x_total", help: "", labels: [("n", String(number))]).increment()
        }
        let lines = registry.text().split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("x_total{") } == MetricsRegistry.maximumMetersPerFamily)
        #expect(lines.contains(#"metrics_dropped_total{reason="limit"} 5.0"#))
        // A meter that is known stays within reach.
        registry.counter("x_total", help: "", labels: [("n", "7")]).increment()
        #expect(registry.text().contains("x_total{n=\"7\"} 2.0\n"))
    }

    @Test(arguments: ["1a_total", "a-b_total", "é_total", "_total a_total"])
    func `a name that breaks the grammar traps`(name: String) {
        #expect(!LabelSet.isMetricName(name))
    }

    @Test func `a name of two types traps`() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.gauge("x_total", help: "")
            _ = registry.counter("x_total", help: "")
        }
    }
}
