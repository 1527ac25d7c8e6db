import HTTPClient
import JSON
import TestSupport

/// Compares what the services show of one customer with its record. Items only, so that it is cheap.
struct Comparison: Sendable {
    let reader: WriteClient

    /// All differences, of a customer that changes meanwhile at least those that were true at some moment.
    ///
    /// Throws when a service does not answer.
    func differences(_ customer: CustomerRecord) throws -> [Difference] {
        try inAccounts(customer) + inOrders(customer) + inSummary(customer) + inFulfillment(customer)
    }

    /// The first thing that a service does not show of what the record says, nor of what it will say once the write that
    /// is on its way is acknowledged. What is there beyond it does not matter.
    func firstMissing(_ customer: CustomerRecord, intended: CustomerRecord?) throws -> Difference? {
        for part in [inAccounts, inOrders, inSummary, inFulfillment] {
            guard let missing = try part(customer).first(where: { $0.kind != .duplicated }) else { continue }
            guard let intended, try part(intended).allSatisfy({ $0.kind == .duplicated }) else { return missing }
        }
        return nil
    }

    private func inAccounts(_ customer: CustomerRecord) throws -> [Difference] {
        let shown: CustomerView? = try read("/customers/\(customer.id)", .accounts)
        switch (shown?.state, customer.isDeleted) {
        case (nil, true): return []
        case (nil, false): return [Difference(.lost, .accounts, "customer \(customer.id)")]
        case (_?, true): return [Difference(.lost, .accounts, "the deletion of customer \(customer.id)")]
        case (let state?, false):
            guard state != customer.state else { return [] }
            return [
                Difference(.lost, .accounts, "customer \(customer.id) is \(state), acknowledged \(customer.state)")
            ]
        }
    }

    private func inOrders(_ customer: CustomerRecord) throws -> [Difference] {
        guard let shown: CustomerView = try read("/customerOrderses/\(customer.id)", .orders) else {
            return [Difference(.unconverged, .orders, "no copy of customer \(customer.id)")]
        }
        var differences: [Difference] = []
        if shown.isDeleted != customer.isDeleted {
            differences.append(
                Difference(.unconverged, .orders, "customer \(customer.id) has deleted = \(shown.isDeleted)"))
        } else if !customer.isDeleted, shown.state != customer.state {
            let state = shown.state.map { "\($0)" } ?? "empty"
            differences.append(
                Difference(.unconverged, .orders, "copy \(customer.id) is \(state), acknowledged \(customer.state)"))
        }
        let wanted = Set(customer.orders.map(\.guid))
        for order in shown.orders where !wanted.contains(order.guid) {
            differences.append(
                Difference(.duplicated, .orders, "order \(order.guid) of \(customer.id) was never acknowledged"))
        }
        for order in customer.orders {
            let found = shown.orders.filter { $0.guid == order.guid }
            if found.count > 1 { differences.append(Difference(.duplicated, .orders, "order \(order.guid)")) }
            if let first = found.first {
                differences += HistoryComparison.differences(order, first.steps, in: .orders)
            } else {
                differences.append(Difference(.lost, .orders, "order \(order.guid) of \(customer.id)"))
            }
        }
        return differences
    }

    private func inSummary(_ customer: CustomerRecord) throws -> [Difference] {
        if customer.isDeleted || customer.orders.isEmpty { return [] }
        guard let shown: SummaryView = try read("/customers/\(customer.id)/order-summary", .accounts) else {
            return [Difference(.lost, .accounts, "order summary of \(customer.id)")]
        }
        var differences: [Difference] = []
        for order in customer.orders {
            let found = shown.statuses.filter { $0.guid == order.guid }
            if found.count > 1 { differences.append(Difference(.duplicated, .accounts, "summary of \(order.guid)")) }
            guard found.first?.status != order.status else { continue }
            differences.append(
                Difference(
                    .unconverged, .accounts,
                    "summary of order \(order.guid) of \(customer.id) says \(found.first?.status ?? "nothing"), "
                        + "acknowledged \(order.steps)"))
        }
        let wanted = Set(customer.orders.map(\.guid))
        for entry in shown.statuses where !wanted.contains(entry.guid) {
            differences.append(Difference(.duplicated, .accounts, "summary of an unknown order \(entry.guid)"))
        }
        return differences
    }

    private func inFulfillment(_ customer: CustomerRecord) throws -> [Difference] {
        try customer.orders.filter(\.isSent).flatMap { order -> [Difference] in
            guard let id = order.fulfillmentID else {
                return [Difference(.lost, .fulfillment, "the request for order \(order.guid) of \(customer.id)")]
            }
            guard let shown: FulfillmentView = try read("/fulfillments/\(id)", .fulfillment) else {
                return [Difference(.lost, .fulfillment, "fulfillment \(id) of order \(order.guid)")]
            }
            var differences = HistoryComparison.differences(order, shown.order.steps, in: .fulfillment)
            if !order.isShipped, !customer.isDeleted, shown.state != customer.state {
                let state = shown.state.map { "\($0)" } ?? "empty"
                differences.append(
                    Difference(
                        .unconverged, .fulfillment,
                        "recipient of order \(order.guid) is \(state), acknowledged \(customer.state)"))
            }
            return differences
        }
    }

    /// Nil for 404.
    private func read<View: JSONReadable>(_ path: String, _ service: ServiceName) throws -> View? {
        let answer = try reader.get(path, from: service)
        if answer.status == 404 { return nil }
        guard answer.status == 200 else { throw ChaosError("GET \(path): \(answer.status) \(answer.text.prefix(200))") }
        return try View.read(answer.body)
    }
}
