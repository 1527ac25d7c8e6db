/// All meters of one name: they share type, help and label names.
struct Family: Sendable {
    enum Kind: Sendable, Equatable { case counter, gauge, timer, histogram }

    let name: String
    let kind: Kind
    let help: String
    let labelNames: [String]
    /// By prepared label text.
    var meters: [String: any Meter] = [:]

    func append(to exposition: inout Exposition) {
        let sorted = meters.sorted { $0.key < $1.key }
        exposition.begin(family: name, type: type, help: help)
        for (labels, meter) in sorted { meter.append(to: &exposition, family: name, labels: labels) }
        guard kind == .timer else { return }
        exposition.begin(family: name + "_max", type: "gauge", help: help)
        for (labels, meter) in sorted {
            guard let timer = meter as? Timer else { continue }
            exposition.sample(name + "_max", labels: labels, value: timer.maximumSeconds)
        }
    }

    private var type: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .timer: "summary"
        case .histogram: "histogram"
        }
    }
}
