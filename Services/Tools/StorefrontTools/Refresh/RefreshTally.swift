/// The report's numbers: what each service has of this run and of before.
struct RefreshTally: Sendable, Equatable {
    struct Row: Sendable, Equatable {
        var customers: Int?
        var fulfillments: Int?
        /// Orders by status, where the service was asked for them.
        var statuses: StatusCounts?

        var orders: Int? { statuses?.counts.values.reduce(0, +) }
    }

    struct Service: Sendable, Equatable {
        let service: StorefrontService
        let thisRun: Row
        let older: Row
    }

    /// The history of an order that this run sent.
    struct History: Sendable, Equatable {
        let customer: String
        let customerName: String
        let order: String
        let inOrders: [StatusView]
        let inFulfillment: [StatusView]
    }

    let services: [Service]
    let histories: [History]

    init(_ snapshot: FleetSnapshot, of run: RefreshRun) {
        services = [
            Self.accounts(snapshot, run), Self.orders(snapshot, run), Self.fulfillment(snapshot, run),
        ]
        let orders = snapshot.orders.byID
        let requests = snapshot.fulfillment.byOrder
        histories = run.customers.flatMap { id in
            run.sentOrders[id, default: []].map { guid in
                History(
                    customer: id, customerName: orders[id]?.fullName ?? "", order: guid,
                    inOrders: orders[id]?.orders.first { $0.guid == guid }?.history ?? [],
                    inFulfillment: requests[guid]?.first?.order.history ?? [])
            }
        }
    }

    private static func accounts(_ snapshot: FleetSnapshot, _ run: RefreshRun) -> Service {
        let all = snapshot.accounts.customers
        let own = Set(run.customers)
        let count = all.count { own.contains($0.id) }
        var statuses: StatusCounts?
        if run.keepsOrderCounts {
            statuses = StatusCounts(
                snapshot.orderCounts.values.reduce(into: [:]) { $0.merge($1.counts, uniquingKeysWith: +) })
        }
        return Service(
            service: .accounts, thisRun: Row(customers: count, statuses: statuses),
            older: Row(customers: all.count - count))
    }

    private static func orders(_ snapshot: FleetSnapshot, _ run: RefreshRun) -> Service {
        let own = Set(run.customers)
        func row(_ customers: [CustomerView]) -> Row {
            Row(customers: customers.count, statuses: StatusCounts(customers.flatMap { $0.orders.map(\.status) }))
        }
        return Service(
            service: .orders, thisRun: row(snapshot.orders.customers.filter { own.contains($0.id) }),
            older: row(snapshot.orders.customers.filter { !own.contains($0.id) }))
    }

    private static func fulfillment(_ snapshot: FleetSnapshot, _ run: RefreshRun) -> Service {
        let own = Set(run.allSentOrders)
        func row(_ fulfillments: [FulfillmentView]) -> Row {
            Row(fulfillments: fulfillments.count, statuses: StatusCounts(fulfillments.map(\.order.status)))
        }
        return Service(
            service: .fulfillment,
            thisRun: row(snapshot.fulfillment.fulfillments.filter { own.contains($0.order.guid) }),
            older: row(snapshot.fulfillment.fulfillments.filter { !own.contains($0.order.guid) }))
    }
}
