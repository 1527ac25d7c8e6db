// STUB: the agreed interface; replaced by real files.

/// All meters of a process; thread-safe. Made once and kept by who counts. Meter names are Prometheus names without suffix rules applied
/// ("http_server_requests_seconds"), labels fixed per family.
public final class MetricsRegistry: Sendable {
    public init(commonLabels: [(String, String)] = []) { fatalError("stub") }
    /// `_total` is part of the name. The same name and labels give the same meter.
    public func counter(_ name: String, help: String, labels: [(String, String)] = []) -> Counter { fatalError("stub") }
    public func gauge(_ name: String, help: String, labels: [(String, String)] = []) -> Gauge { fatalError("stub") }
    /// A gauge whose value is asked for at each scrape; nil leaves the sample out.
    public func gauge(_ name: String, help: String, labels: [(String, String)] = [], read: @escaping @Sendable () -> Double?) { fatalError("stub") }
    /// Micrometer's timer: `X_seconds_count`, `X_seconds_sum` (summary) and `X_seconds_max` (gauge, decaying over two minutes).
    public func timer(_ name: String, help: String, labels: [(String, String)] = []) -> Timer { fatalError("stub") }
    public func histogram(_ name: String, help: String, buckets: [Double], labels: [(String, String)] = []) -> Histogram { fatalError("stub") }
    /// Prometheus text format 0.0.4.
    public func render(names: Set<String>? = nil) -> [UInt8] { fatalError("stub") }
}
public final class Counter: Sendable { public func increment(by amount: Double = 1) { fatalError("stub") }; init() {} }
public final class Gauge: Sendable { public func set(_ value: Double) { fatalError("stub") }; public func add(_ value: Double) { fatalError("stub") }; init() {} }
public final class Timer: Sendable { public func record(_ duration: Duration) { fatalError("stub") }; init() {} }
public final class Histogram: Sendable { public func record(_ value: Double) { fatalError("stub") }; init() {} }
