import FoundationEssentials
import PrometheusMetrics

extension VerifyReport {
    /// What was found, in Prometheus' text format. When nothing could be compared there is no difference to tell, and the
    /// exit code tells that.
    ///
    /// - Parameter now: seconds since 1970.
    func metrics(at now: Double) -> [UInt8] {
        let registry = MetricsRegistry()
        registry.gauge("storefront_verify_exit_code", help: "0: all agreed, 1: something differed, 2: not compared")
            .set(
                Double(exitCode))
        registry.gauge("storefront_verify_finished_timestamp_seconds", help: "When the comparison ended").set(now)
        guard failures.isEmpty, let outcome else { return registry.render() }
        for service in StorefrontService.allCases {
            for kind in Difference.Kind.allCases {
                registry.gauge(
                    "storefront_verify_differences",
                    help: "Customers and orders that a service holds otherwise than their owner, of the first 10,000",
                    labels: [("service", service.rawValue), ("kind", kind.rawValue)]
                ).set(Double(outcome.differences.count { $0.service == service && $0.kind == kind }))
            }
        }
        for (what, count) in [
            ("customers", outcome.counts.customers), ("copies", outcome.counts.copies),
            ("orders", outcome.counts.orders), ("fulfillments", outcome.counts.fulfillments),
            ("order_summaries", outcome.counts.summaries),
        ] {
            registry.gauge("storefront_verify_compared", help: "What was compared", labels: [("what", what)]).set(
                Double(count))
        }
        return registry.render()
    }

    /// In one step, so that no collector reads half of it.
    func writeMetrics(to file: String) throws(ToolFailure) {
        do {
            try Data(metrics(at: Date().timeIntervalSince1970)).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw ToolFailure("the metrics cannot be written to \(file): \(error)")
        }
    }
}
