import PrometheusMetrics

/// Meters of the consumer, one set per topic, there from the start with 0.
struct ListenerMetrics: Sendable {
    private struct Meters: Sendable {
        let success: Timer
        let failure: Timer
        let applied: Counter
        let deadLetters: Counter
    }

    private let meters: [String: Meters]

    init(topics: [String], registry: MetricsRegistry) {
        func timer(_ topic: String, _ result: String, _ exception: String) -> Timer {
            registry.timer(
                "spring_kafka_listener_seconds", help: "Time to apply a record",
                labels: [("name", topic), ("result", result), ("exception", exception)])
        }
        meters = Dictionary(
            uniqueKeysWithValues: topics.map { topic in
                let meters = Meters(
                    success: timer(topic, "success", "none"),
                    failure: timer(topic, "failure", "ListenerExecutionFailedException"),
                    applied: registry.counter(
                        "storefront_events_applied_total", help: "Records whose effect is in the database",
                        labels: [("topic", topic)]),
                    deadLetters: registry.counter(
                        "storefront_dead_letters_total", help: "Records that were put into the dead-letter topic",
                        labels: [("topic", topic)]))
                return (topic, meters)
            })
    }

    /// A batch counts as that many calls, each of its share of the time: Spring's listeners are called per record, and
    /// dashboards take the rate of records from the count.
    func listened(topic: String, records: Int, duration: Duration, isSuccess: Bool) {
        guard records > 0, let meters = meters[topic] else { return }
        let timer = isSuccess ? meters.success : meters.failure
        for _ in 0..<records { timer.record(duration / records) }
    }

    func applied(topic: String, records: Int) { meters[topic]?.applied.increment(by: Double(records)) }

    func deadLetter(topic: String) { meters[topic]?.deadLetters.increment() }
}
