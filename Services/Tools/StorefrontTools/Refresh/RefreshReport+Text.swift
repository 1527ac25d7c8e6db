extension RefreshReport {
    /// The tables and what became of the run, for a person; the calls were printed as they were made.
    var lines: [String] {
        var lines: [String] = []
        if let snapshot {
            let tally = RefreshTally(snapshot, of: run)
            for service in tally.services {
                lines += ["", "\(service.service)  \(addresses.base(of: service.service))"]
                lines += Self.table(service).lines(indent: "  ")
            }
            lines += ["", "orders that were sent to fulfillment"]
            lines += Self.histories(tally.histories)
            lines.append("")
        }
        lines += notes.map { "note: \($0)" }
        if let agreedAfter, isConsistent {
            lines.append("all three services agree (checked in \(agreedAfter.inShort))")
        }
        return lines
    }

    /// Why the exit code is 1; empty when it is 0.
    var problems: [String] {
        if isConsistent { return [] }
        return failures + (differences.isEmpty ? [] : ["the services do not agree:"] + differences.abridged(to: 100))
    }

    private static func table(_ service: RefreshTally.Service) -> TextTable {
        let counted = service.service == .fulfillment ? "fulfillments" : "customers"
        var table = TextTable([
            .init(title: ""), .init(title: counted, alignment: .right), .init(title: "orders", alignment: .right),
            .init(title: "by status"),
        ])
        for (title, row) in [("this run", service.thisRun), ("older", service.older)] {
            let count = row.customers ?? row.fulfillments
            table.add([
                title, count.map { "\($0)" } ?? "", row.orders.map { "\($0)" } ?? "-",
                row.statuses.map { "\($0)" } ?? "-",
            ])
        }
        return table
    }

    private static func histories(_ histories: [RefreshTally.History]) -> [String] {
        if histories.isEmpty { return ["  none"] }
        let shown = 20
        let lines = histories.prefix(shown).flatMap { history in
            [
                "  \(history.customerName) (\(history.customer)): order \(history.order)",
                "    orders       \(history.inOrders.path)",
                "    fulfillment  \(history.inFulfillment.path)",
            ]
        }
        return histories.count <= shown ? lines : lines + ["  … and \(histories.count - shown) more"]
    }
}
