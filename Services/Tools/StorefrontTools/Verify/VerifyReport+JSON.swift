import CommandLineOptions
package import JSON
import StorefrontContracts

extension VerifyReport: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("version", version)
        writer.member("agreed", isAgreed)
        writer.member("differenceCount", outcome?.differenceCount)
        writer.member("differencesByKind") { writer in
            writer.object { writer in
                for kind in Difference.Kind.allCases {
                    writer.member(kind.rawValue, outcome?.differences.count { $0.kind == kind } ?? 0)
                }
            }
        }
        writer.member("compared", outcome?.counts)
        writer.member("looks", outcome?.looks)
        writer.member("waitedMilliseconds", outcome?.waited.inMilliseconds)
        writer.member("differences", outcome?.differences ?? [])
        writer.member("republished", republished)
        writer.member("repair", repair)
        writer.member("events") { writer in
            writer.object { writer in
                for (service, movement) in movements { writer.member(service.rawValue, movement) }
            }
        }
        writer.member("topics", topics?.topics)
        writer.member("deadLetterCount", topics?.deadLetters)
        writer.member("deadLetters", topics?.letters)
        writer.member("failures", failures)
    }
}

extension Difference: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("kind", kind.rawValue)
        writer.member("service", service.rawValue)
        writer.member("owner", owner.rawValue)
        writer.member("customer", customer)
        writer.member("order", order)
        writer.member("groups", groups)
        writer.member("expected", expected)
        writer.member("found", found)
    }
}

extension ComparedCounts: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("customers", customers)
        writer.member("copies", copies)
        writer.member("orders", orders)
        writer.member("fulfillments", fulfillments)
        writer.member("orderSummaries", summaries)
    }
}

extension Repair.Done: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("forgotten", forgotten)
        writer.member("aggregates", republished)
        writer.member("events", events)
        writer.member("skipped", skipped)
    }
}

extension VerifyReport.RepairReport: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("differenceCount", differenceCount)
        done.writeMembers(to: &writer)
        writer.member("hopeless", hopeless)
    }
}

extension TopicsReport.Topic: JSONObjectWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("partitions", partitions)
        writer.member("records", records)
    }
}

extension TopicsReport.Letter: JSONObjectWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("topic", topic)
        writer.member("origin", origin)
        writer.member("key", key)
        writer.member("code", code)
        writer.member("reason", reason)
    }
}
