/// Milliseconds.
struct Latencies: Sendable {
    private let sorted: [Double]

    init(_ times: [Double]) { sorted = times.sorted() }

    var count: Int { sorted.count }
    var p50: Double { quantile(0.5) }
    var p99: Double { quantile(0.99) }

    /// The smallest value that this part of all does not exceed; 0 without any.
    private func quantile(_ part: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, max(0, Int((part * Double(sorted.count)).rounded(.up)) - 1))]
    }
}
