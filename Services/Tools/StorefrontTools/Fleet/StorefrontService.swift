/// One of the three services of the fleet.
package enum StorefrontService: String, Sendable, CaseIterable {
    case accounts, orders, fulfillment

    /// Answers with all documents of the service.
    var summaryPath: String {
        switch self {
        case .accounts, .orders: "/customers/summary"
        case .fulfillment: "/fulfillments/summary"
        }
    }
}
