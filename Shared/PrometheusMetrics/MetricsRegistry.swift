import Synchronization

/// All meters of a process. Thread-safe.
///
/// A meter is asked for once and kept by whoever counts: asking takes the registry's lock, counting takes none. Names and
/// label names are literals of the source in Prometheus' grammar, with their unit and `_total` written out; a name that
/// breaks the grammar, or is used for two types, is a bug of ours and traps. Label values may be anything and are escaped;
/// an empty one is shown as `none`.
///
/// As in Micrometer, all meters of one family have the same label names: one that differs is not shown. Nor is one beyond
/// `maximumMetersPerFamily` (a label whose values come from outside must not fill the memory). Such a meter works and is
/// counted in `metrics_dropped_total`, which appears with the first of them.
public final class MetricsRegistry: Sendable {
    public static let maximumMetersPerFamily = 1_000

    private struct State {
        var families: [String: Family] = [:]
        var dropped: [DropReason: Int] = [:]
    }
    private enum DropReason: String { case labels, limit }

    private let commonLabels: [(String, String)]
    private let now: @Sendable () -> Duration
    private let state = Mutex(State())

    /// `commonLabels` are on every sample.
    public convenience init(commonLabels: [(String, String)] = []) {
        let origin = ContinuousClock.now
        self.init(commonLabels: commonLabels) { ContinuousClock.now - origin }
    }

    /// `now` grows steadily; it moves the window of the timers' maximum (tests turn it by hand).
    package init(commonLabels: [(String, String)] = [], now: @escaping @Sendable () -> Duration) {
        self.commonLabels = commonLabels
        self.now = now
    }

    /// A count that only grows. `_total` is part of the name.
    public func counter(_ name: String, help: String, labels: [(String, String)] = []) -> Counter {
        precondition(name.hasSuffix("_total"), "the counter \(name) must end in _total")
        return meter(name, .counter, help, labels) { Counter() }
    }

    public func gauge(_ name: String, help: String, labels: [(String, String)] = []) -> Gauge {
        meter(name, .gauge, help, labels) { Gauge() }
    }

    /// A gauge whose value is asked for at each scrape, on the thread that renders; nil leaves the sample out. Registered
    /// again with the same labels, the new `read` takes the place of the old one.
    public func gauge(
        _ name: String, help: String, labels: [(String, String)] = [], read: @escaping @Sendable () -> Double?
    ) {
        (meter(name, .gauge, help, labels) { Gauge() } as Gauge).setReader(read)
    }

    /// Micrometer's timer: `X_seconds_count` and `X_seconds_sum` (summary), `X_seconds_max` (gauge, decaying over two
    /// minutes).
    public func timer(_ name: String, help: String, labels: [(String, String)] = []) -> Timer {
        precondition(name.hasSuffix("_seconds"), "the timer \(name) must end in _seconds")
        return meter(name, .timer, help, labels) { Timer(now: now) }
    }

    /// `buckets`: upper bounds (inclusive), finite, ascending; `+Inf` is added.
    public func histogram(
        _ name: String, help: String, buckets: [Double], labels: [(String, String)] = []
    ) -> Histogram {
        meter(name, .histogram, help, labels) { Histogram(bounds: buckets) }
    }

    /// All samples, families sorted by name and samples by labels. With `names`, only samples of that name, or all of a
    /// family of that name.
    public func render(names: Set<String>? = nil, format: ExpositionFormat = .prometheus) -> [UInt8] {
        let (families, dropped) = state.withLock { (Array($0.families.values), $0.dropped) }
        // Gauges are read outside the lock: their closures may use the registry.
        var exposition = Exposition(format: format, names: names)
        for family in (families + droppedFamily(dropped)).sorted(by: { $0.name < $1.name }) {
            family.append(to: &exposition)
        }
        return exposition.finish()
    }

    private func meter<M: Meter>(
        _ name: String, _ kind: Family.Kind, _ help: String, _ labels: [(String, String)], make: () -> M
    ) -> M {
        precondition(LabelSet.isMetricName(name), "\(name) is no name of a metric")
        let labels = LabelSet(labels + commonLabels)
        return state.withLock { state in
            var family = state.families[name] ?? Family(name: name, kind: kind, help: help, labelNames: labels.names)
            precondition(family.kind == kind, "the metric \(name) is a \(family.kind) and cannot be a \(kind)")
            if let known = family.meters[labels.text] as? M { return known }
            let new = make()
            if family.labelNames != labels.names {
                state.dropped[.labels, default: 0] += 1
            } else if family.meters.count >= Self.maximumMetersPerFamily {
                state.dropped[.limit, default: 0] += 1
            } else {
                family.meters[labels.text] = new
                state.families[name] = family
            }
            return new
        }
    }

    private func droppedFamily(_ dropped: [DropReason: Int]) -> [Family] {
        guard !dropped.isEmpty else { return [] }
        var family = Family(
            name: "metrics_dropped_total", kind: .counter,
            help: "Meters that are not shown: their label names differ from their family's, or the family is full",
            labelNames: [])
        for (reason, count) in dropped {
            let counter = Counter()
            counter.increment(by: Double(count))
            family.meters[LabelSet([("reason", reason.rawValue)] + commonLabels).text] = counter
        }
        return [family]
    }
}
