/// Compares what the services say of a run's documents. Each difference is a sentence; none means that they agree.
struct Agreement: Sendable {
    let run: RefreshRun

    static let ordersPerCustomer = 5

    /// Accounts and orders: the same customers with the same data.
    func customers(accounts: CustomersView, orders: CustomersView) -> [String] {
        let accounts = accounts.byID
        let orders = orders.byID
        return run.customers.flatMap { id -> [String] in
            guard let customer = accounts[id] else { return ["customer \(id) is not in accounts"] }
            guard let copy = orders[id] else { return ["customer \(id) (\(customer.fullName)) is not in orders"] }
            let parts = [
                ("name", customer.name, copy.name), ("contact", customer.contact, copy.contact),
                ("addresses", customer.addresses, copy.addresses),
            ]
            return parts.compactMap { name, original, copy in
                original.firstDifference(from: copy, at: name).map {
                    "customer \(id): \($0.path) is \($0.here) in accounts, \($0.there) in orders"
                }
            }
        }
    }

    /// Orders: five for each customer.
    func orders(_ orders: CustomersView) -> [String] {
        let orders = orders.byID
        return run.customers.compactMap { id in
            let count = orders[id]?.orders.count ?? 0
            return count == Self.ordersPerCustomer
                ? nil : "customer \(id) has \(count) orders in orders, not \(Self.ordersPerCustomer)"
        }
    }

    /// Fulfillment: one request for each order that was sent.
    func requests(_ fulfillment: FulfillmentsView) -> [String] {
        let requests = fulfillment.byOrder
        return run.allSentOrders.compactMap { guid in
            switch requests[guid]?.count ?? 0 {
            case 1: nil
            case 0: "order \(guid) is not in fulfillment"
            case let count: "order \(guid) is \(count) times in fulfillment"
            }
        }
    }

    /// Fulfillment: the orders that were sent have this status, or one behind it.
    func status(_ status: String, in fulfillment: FulfillmentsView) -> [String] {
        let requests = fulfillment.byOrder
        return run.allSentOrders.compactMap { guid in
            Self.difference(requests[guid]?.first?.order, guid: guid, from: status, in: .fulfillment)
        }
    }

    /// The same in orders.
    func status(_ status: String, in orders: CustomersView) -> [String] {
        let orders = orders.byID
        return run.customers.flatMap { id -> [String] in
            let byGUID = Self.byGUID(orders[id])
            return run.sentOrders[id, default: []].compactMap { guid in
                Self.difference(byGUID[guid], guid: guid, from: status, in: .orders)
            }
        }
    }

    /// Orders and fulfillment: the same complete history of each order that was sent.
    func histories(orders: CustomersView, fulfillment: FulfillmentsView) -> [String] {
        let orders = orders.byID
        let requests = fulfillment.byOrder
        return run.customers.flatMap { id -> [String] in
            let sent = run.sentOrders[id, default: []]
            guard !sent.isEmpty else { return ["no order of customer \(id) was sent to fulfillment"] }
            let byGUID = Self.byGUID(orders[id])
            return sent.compactMap { guid in
                guard let order = byGUID[guid] else { return "order \(guid) is not in orders" }
                guard order.history.map(\.status) == SampleCall.completeHistory else {
                    return "order \(guid) is \(order.history.path) in orders, not "
                        + SampleCall.completeHistory.joined(separator: " → ")
                }
                // That it is not there is said by `requests`.
                guard let request = requests[guid]?.first?.order else { return nil }
                return historyDifference(order, request)
            }
        }
    }

    /// Accounts and orders: the same count of orders by status, where accounts keeps it and orders tells of it.
    func counts(_ counts: [String: OrderCountsView], orders: CustomersView) -> [String] {
        guard run.keepsOrderCounts else { return [] }
        let orders = orders.byID
        return run.customers.compactMap { id in
            let expected = StatusCounts(orders[id]?.orders.map(\.status) ?? [])
            let found = StatusCounts(counts[id]?.counts ?? [:])
            return expected == found
                ? nil : "customer \(id) has the orders \(found) in the order summary of accounts, \(expected) in orders"
        }
    }

    func all(_ snapshot: FleetSnapshot) -> [String] {
        guard !run.customers.isEmpty else { return ["accounts has no customer that this run made"] }
        return customers(accounts: snapshot.accounts, orders: snapshot.orders)
            + orders(snapshot.orders)
            + requests(snapshot.fulfillment)
            + histories(orders: snapshot.orders, fulfillment: snapshot.fulfillment)
            + counts(snapshot.orderCounts, orders: snapshot.orders)
    }

    private static func byGUID(_ customer: CustomerView?) -> [String: OrderView] {
        Dictionary(customer?.orders.map { ($0.guid, $0) } ?? [], uniquingKeysWith: { first, _ in first })
    }

    private static func difference(
        _ order: OrderView?, guid: String, from status: String, in service: StorefrontService
    ) -> String? {
        guard let order else { return "order \(guid) is not in \(service)" }
        let path = SampleCall.completeHistory
        let wanted = path.firstIndex(of: status) ?? path.count
        if let current = order.status, let index = path.firstIndex(of: current), index >= wanted { return nil }
        return "order \(guid) is \(order.status ?? "without a status") in \(service), not \(status)"
    }

    private func historyDifference(_ order: OrderView, _ request: OrderView) -> String? {
        if run.legacyServices.contains(.fulfillment) {
            return order.history.last == request.history.last
                ? nil
                : "order \(order.guid) ends with \(request.status ?? "no status") in fulfillment, \(order.status ?? "none") in orders"
        }
        guard order.history != request.history else { return nil }
        guard order.history.map(\.status) == request.history.map(\.status) else {
            return "order \(order.guid) is \(request.history.path) in fulfillment, \(order.history.path) in orders"
        }
        return "order \(order.guid) has the same history in orders and fulfillment, but at other times"
    }
}
