import CommandLineOptions
import JSON

extension RefreshReport: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("version", version)
        writer.member("consistent", isConsistent)
        writer.member("services") { writer in
            writer.object { writer in
                for service in StorefrontService.allCases {
                    writer.member(service.rawValue, addresses.base(of: service))
                }
            }
        }
        writer.member("calls", calls)
        writer.member("agreedAfterMilliseconds", agreedAfter?.inMilliseconds)
        let tally = snapshot.map { RefreshTally($0, of: run) }
        writer.member("tables") { writer in
            writer.object { writer in
                for service in tally?.services ?? [] { writer.member(service.service.rawValue, service) }
            }
        }
        writer.member("histories", tally?.histories ?? [])
        writer.member("notes", notes)
        writer.member("failures", failures)
        writer.member("differences", differences)
    }
}

extension CallRecord: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("number", number)
        writer.member("method", method)
        writer.member("url", url)
        writer.member("status", status)
        writer.member("text", text)
        writer.member("attempts", attempts)
        writer.member("answeredAfterMilliseconds", answeredAfter.inMilliseconds)
        writer.member("consistentAfterMilliseconds", consistentAfter?.inMilliseconds)
        writer.member("notes", notes)
    }
}

extension RefreshTally.Service: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("thisRun", thisRun)
        writer.member("older", older)
    }
}

extension RefreshTally.Row: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        if let customers { writer.member("customers", customers) }
        if let fulfillments { writer.member("fulfillments", fulfillments) }
        if let statuses {
            writer.member("orders", orders)
            writer.member("ordersByStatus") { writer in
                writer.object { writer in
                    for (status, count) in statuses.sorted { writer.member(status, count) }
                }
            }
        }
    }
}

extension RefreshTally.History: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("customer", customer)
        writer.member("order", order)
        writer.member("orders", inOrders.map(\.status))
        writer.member("fulfillment", inFulfillment.map(\.status))
    }
}
