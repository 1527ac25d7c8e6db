import StorefrontContracts

/// How many orders have which current status.
struct StatusCounts: Sendable, Equatable, CustomStringConvertible {
    /// Without zeros.
    let counts: [String: Int]

    init(_ counts: [String: Int]) {
        self.counts = counts.filter { $0.value != 0 }
    }

    init(_ statuses: [String?]) {
        counts = statuses.reduce(into: [:]) { $0[$1 ?? "NONE", default: 0] += 1 }
    }

    /// In the order of an order's life; what is unknown comes last.
    var sorted: [(status: String, count: Int)] {
        let known = OrderStatusType.allCases.map(\.rawValue)
        let unknown = counts.keys.filter { !known.contains($0) }.sorted()
        return (known + unknown).compactMap { status in counts[status].map { (status, $0) } }
    }

    /// "APPROVED 1, RECEIVED 2"
    var description: String {
        counts.isEmpty ? "none" : sorted.map { "\($0.status) \($0.count)" }.joined(separator: ", ")
    }
}
