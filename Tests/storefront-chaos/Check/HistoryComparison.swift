import TestSupport

enum HistoryComparison {
    /// Exactly the acknowledged steps, each once, in their order.
    static func differences(
        _ order: OrderRecord, _ shown: [RecordedStep], in service: ServiceName
    ) -> [Difference] {
        guard shown != order.steps else { return [] }
        var missing = order.steps
        var extra: [RecordedStep] = []
        for step in shown {
            if let index = missing.firstIndex(of: step) { missing.remove(at: index) } else { extra.append(step) }
        }
        let whole = "order \(order.guid) shows \(shown), acknowledged \(order.steps)"
        var differences = missing.map { Difference(.lost, service, "step \($0): \(whole)") }
        differences += extra.map { Difference(.duplicated, service, "step \($0): \(whole)") }
        if differences.isEmpty { differences.append(Difference(.misordered, service, whole)) }
        return differences
    }
}
