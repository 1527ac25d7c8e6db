import PrometheusMetrics
import StorefrontContracts
import StructuredLogging

/// Records the steps of fulfillment whose order has come since, and tells of the others: how many wait is a metric, and one
/// that turns out to be for another customer's order, whose record is long committed, leaves a line in the log.
struct WaitingStepsJob: Sendable {
    private let record: RecordOrderStatus
    private let logger: Logger
    private let waiting: Gauge
    private let refused: Counter

    init(record: RecordOrderStatus, metrics: MetricsRegistry, logger: Logger) {
        self.record = record
        self.logger = logger
        waiting = metrics.gauge(
            "storefront_waiting_steps", help: "Steps of fulfillment that wait for their order to come")
        refused = metrics.counter(
            "storefront_waiting_steps_refused_total",
            help: "Steps of fulfillment that waited for an order that turned out to be another customer's")
    }

    func callAsFunction() throws {
        let count = try record.recordWaiting { step, refusal in
            refused.increment()
            logger.error(
                "a waiting step was removed: its order belongs to another customer",
                metadata: [
                    "order": .string(step.guid), "customer": .string(step.customerID ?? ""),
                    "owner": .string(refusal.owner), "status": .string(step.entry.event.orderStatusType.rawValue),
                ])
        }
        waiting.set(Double(count))
    }
}
