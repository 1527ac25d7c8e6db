import StorefrontContracts

/// One order as its three services hold it.
struct OrderComparison {
    let guid: String
    let customer: String?
    let order: OrderAggregate?
    let fulfillment: FulfillmentAggregate?
    let summary: OrderSummaryAggregate?

    var differences: [Difference] {
        guard let order else {
            var found: [Difference] = []
            if let fulfillment {
                found.append(
                    difference(
                        .extra, .fulfillment, .orders, expected: "no such order", found: words(fulfillment.history)))
            }
            if let summary, summary.orders != nil || summary.unreadable.contains(StorefrontService.orders.rawValue) {
                found.append(
                    difference(.extra, .accounts, .orders, expected: "no such order", found: words(summary.orders)))
            }
            return found
        }
        var found = storedStatusDifferences(order.status, order.history, .orders)
        if let fulfillment {
            found += storedStatusDifferences(fulfillment.status, fulfillment.history, .fulfillment)
        }
        found += unreadableDifferences(order)
        return found + requestDifferences(order) + itemDifferences(order) + summaryDifferences(order)
    }

    private func requestDifferences(_ order: OrderAggregate) -> [Difference] {
        guard let fulfillment else {
            guard order.requested else { return [] }
            return [
                difference(
                    .missing, .fulfillment, .orders, expected: "asked for it, \(words(order.history))",
                    found: "no such order")
            ]
        }
        guard let own = order.history.digest, let theirs = fulfillment.history.digest else { return [] }
        guard own != theirs else {
            return sequenceDifferences(order, fulfillment)
        }
        let steps = (order.history.steps, fulfillment.history.steps)
        let kind: Difference.Kind = steps.0 < steps.1 ? .behind : steps.0 > steps.1 ? .ahead : .history
        return [
            difference(
                kind, .orders, .fulfillment, groups: ["history"], expected: words(fulfillment.history),
                found: words(order.history))
        ]
    }

    private func unreadableDifferences(_ order: OrderAggregate) -> [Difference] {
        var found: [Difference] = []
        if !order.unreadable.isEmpty {
            // Fulfillment can tell its steps again, to an order that can be read without them.
            let isTold = order.unreadable == ["history"] && fulfillment != nil
            found.append(
                difference(
                    .unreadable, .orders, isTold ? .fulfillment : .orders, groups: order.unreadable,
                    expected: words((isTold ? fulfillment?.history : nil) ?? order.history),
                    found: "what cannot be read", isFinal: !isTold))
        }
        let groups = fulfillment?.unreadable.filter { !CustomerComparison.followed.contains($0) } ?? []
        if !groups.isEmpty {
            found.append(
                difference(
                    .unreadable, .fulfillment, .orders, groups: groups, expected: words(order.history),
                    found: "what cannot be read", isFinal: !order.requested))
        }
        return found
    }

    /// Steps to come find their places by it.
    private func sequenceDifferences(_ order: OrderAggregate, _ fulfillment: FulfillmentAggregate) -> [Difference] {
        guard let known = order.fulfillmentSequence, let sequence = fulfillment.sequence, known != sequence else {
            return []
        }
        return [
            difference(
                .history, .orders, .fulfillment, groups: ["sequence"], expected: "sequence \(sequence)",
                found: "sequence \(known)")
        ]
    }

    /// A service's steps select by what is stored beside the history.
    private func storedStatusDifferences(
        _ status: String?, _ history: HistoryAggregate, _ service: StorefrontService
    ) -> [Difference] {
        guard history.digest != nil, status != history.last?.status.rawValue else { return [] }
        return [
            difference(
                .status, service, service, groups: ["status"], expected: "a history of \(words(history))",
                found: "status \(status ?? "none")")
        ]
    }

    /// The items of an order never change: those that differ were edited.
    private func itemDifferences(_ order: OrderAggregate) -> [Difference] {
        guard let own = order.items, let theirs = fulfillment?.items, own != theirs else { return [] }
        return [
            difference(
                .localEdit, .fulfillment, .orders, groups: ["items"], expected: "items \(own.text)",
                found: "items \(theirs.text)")
        ]
    }

    private func summaryDifferences(_ order: OrderAggregate) -> [Difference] {
        // The last one that can be read need not be the last one.
        let own = order.unreadable.contains("own steps") ? nil : order.own
        var found = statusDifferences(summary?.orders, own, owner: .orders, version: order.version)
        // A status is expected when fulfillment made a step; one that is there is compared in any case.
        let isTold =
            fulfillment?.sequence != nil || summary?.fulfillment != nil
            || summary?.unreadable.contains(StorefrontService.fulfillment.rawValue) == true
        found += statusDifferences(
            summary?.fulfillment, isTold ? fulfillment?.history.last : nil, owner: .fulfillment,
            version: fulfillment?.version ?? 0)
        return found
    }

    private func statusDifferences(
        _ known: StatusAggregate?, _ expected: StatusAggregate?, owner: StorefrontService, version: Int64
    ) -> [Difference] {
        if summary?.unreadable.contains(owner.rawValue) == true {
            return [
                difference(
                    .unreadable, .accounts, owner, groups: ["status"], expected: words(expected),
                    found: "what cannot be read", isFinal: expected == nil)
            ]
        }
        guard let expected else { return [] }
        guard let known else {
            return [
                difference(
                    .missing, .accounts, owner, groups: ["status"], expected: words(expected), found: "no status")
            ]
        }
        guard known.status != expected.status || known.timestamp != expected.timestamp else {
            // It would refuse what comes next.
            guard let sequence = known.sequence, sequence > version else { return [] }
            return [
                difference(
                    .ahead, .accounts, owner, groups: ["sequence"], expected: "version \(version)",
                    found: "sequence \(sequence)")
            ]
        }
        let kind: Difference.Kind = known.timestamp < expected.timestamp ? .behind : .status
        return [difference(kind, .accounts, owner, groups: ["status"], expected: words(expected), found: words(known))]
    }

    private func difference(
        _ kind: Difference.Kind, _ service: StorefrontService, _ owner: StorefrontService, groups: [String] = [],
        expected: String, found: String, isFinal: Bool = false
    ) -> Difference {
        Difference(
            kind: kind, service: service, owner: owner, customer: customer, order: guid, groups: groups,
            expected: expected, found: found, isFinal: isFinal)
    }

    private func words(_ history: HistoryAggregate) -> String {
        "\(history.steps) \(history.steps == 1 ? "step" : "steps")" + (history.last.map { ", \(words($0))" } ?? "")
    }

    private func words(_ status: StatusAggregate?) -> String {
        status.map { "\($0.status.rawValue) at \($0.timestamp)" } ?? "no status"
    }
}
