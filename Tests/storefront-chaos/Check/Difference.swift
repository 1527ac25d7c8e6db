import TestSupport

/// One point in which the fleet differs from what it has acknowledged.
struct Difference: Sendable, CustomStringConvertible {
    enum Kind: String, CaseIterable, Sendable {
        /// Acknowledged, and not there.
        case lost
        /// There more often than acknowledged, or never asked for.
        case duplicated
        /// All there, in another order.
        case misordered
        /// A copy that shows another state than its owner.
        case unconverged
    }

    let kind: Kind
    /// Who shows it.
    let service: ServiceName
    let what: String

    init(_ kind: Kind, _ service: ServiceName, _ what: String) {
        self.kind = kind
        self.service = service
        self.what = what
    }

    var description: String { "\(kind.rawValue): \(service.rawValue): \(what)" }
}
