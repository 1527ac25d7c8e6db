import PrometheusMetrics
import StructuredLogging

extension LoggingSystem {
    /// The settings' levels, a format that fits standard error, and `logback_events_total`.
    func configure(_ settings: ServiceSettings, metrics: MetricsRegistry) {
        configure(service: settings.serviceName, format: .forStandardError, rootLevel: settings.rootLevel)
        for (label, level) in settings.levels { setLevel(level, for: label) }
        let counters = Dictionary(
            uniqueKeysWithValues: ["trace", "debug", "info", "warn", "error"].map { level in
                let counter = metrics.counter(
                    "logback_events_total", help: "Log lines that were written", labels: [("level", level)])
                return (level, counter)
            })
        setObserver { counters[$0.logbackName]?.increment() }
    }
}
