/// What is known of this run's documents.
struct RefreshRun: Sendable, Equatable {
    /// Customers that call 1 made, in the order of accounts' summary.
    var customers: [String] = []
    /// The orders of each that wait for fulfillment after call 2: the ones that calls 3–7 move.
    var sentOrders: [String: [String]] = [:]
    /// Services that know only GET: Spring ones. Their fulfillment keeps the last status alone, their orders tells nobody of the
    /// status of sample orders, and their accounts counts none.
    var legacyServices: Set<StorefrontService> = []

    /// Accounts counts a customer's orders by status, and orders tells it of them.
    var keepsOrderCounts: Bool {
        legacyServices.isDisjoint(with: [.accounts, .orders])
    }

    var allSentOrders: [String] {
        customers.flatMap { sentOrders[$0, default: []] }
    }
}

/// What the services say at one time.
struct FleetSnapshot: Sendable, Equatable {
    var accounts = CustomersView(customers: [])
    var orders = CustomersView(customers: [])
    var fulfillment = FulfillmentsView(fulfillments: [])
    /// By customer, of this run's only.
    var orderCounts: [String: OrderCountsView] = [:]
}
