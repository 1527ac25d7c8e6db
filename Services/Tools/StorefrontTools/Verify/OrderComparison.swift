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
            if summary?.orders != nil {
                found.append(
                    difference(.extra, .accounts, .orders, expected: "no such order", found: words(summary?.orders)))
            }
            return found
        }
        var found = storedStatusDifferences(order.status, order.history, .orders)
        if let fulfillment {
            found += storedStatusDifferences(fulfillment.status, fulfillment.history, .fulfillment)
        }
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
        guard order.history.digest != fulfillment.history.digest else {
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
        guard status != history.last?.status.rawValue else { return [] }
        return [
            difference(
                .status, service, service, groups: ["status"], expected: "a history of \(words(history))",
                found: "status \(status ?? "none")")
        ]
    }

    /// The items of an order never change: those that differ were edited.
    private func itemDifferences(_ order: OrderAggregate) -> [Difference] {
        guard let fulfillment, order.items != fulfillment.items else { return [] }
        return [
            difference(
                .localEdit, .fulfillment, .orders, groups: ["items"], expected: "items \(order.items.text)",
                found: "items \(fulfillment.items.text)")
        ]
    }

    private func summaryDifferences(_ order: OrderAggregate) -> [Difference] {
        var found = statusDifferences(summary?.orders, order.own, owner: .orders, version: order.version)
        if let fulfillment {
            let last = fulfillment.history.last
            // A status is expected when fulfillment made a step; one that is there is compared in any case.
            let expected = fulfillment.sequence != nil || summary?.fulfillment != nil ? last : nil
            found += statusDifferences(
                summary?.fulfillment, expected, owner: .fulfillment, version: fulfillment.version)
        }
        return found
    }

    private func statusDifferences(
        _ known: StatusAggregate?, _ expected: StatusAggregate?, owner: StorefrontService, version: Int64
    ) -> [Difference] {
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
        expected: String, found: String
    ) -> Difference {
        Difference(
            kind: kind, service: service, owner: owner, customer: customer, order: guid, groups: groups,
            expected: expected, found: found)
    }

    private func words(_ history: HistoryAggregate) -> String {
        "\(history.steps) \(history.steps == 1 ? "step" : "steps")" + (history.last.map { ", \(words($0))" } ?? "")
    }

    private func words(_ status: StatusAggregate?) -> String {
        status.map { "\($0.status.rawValue) at \($0.timestamp)" } ?? "no status"
    }
}
