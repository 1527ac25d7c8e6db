import HTTP
import JSON
import ServiceHost
import Web

/// Fulfillments: the summary of all, and one as a HAL item.
struct FulfillmentRoutes: Sendable {
    let fulfillments: any FulfillmentRepository

    var routes: [Route] {
        [
            Route(.get, "/fulfillments/summary", summary: "All fulfillments", handler: summary),
            Route(.get, "/fulfillments/{id}", summary: "A fulfillment", handler: get),
        ]
    }

    @Sendable private func summary(_ context: RequestContext) throws -> Response {
        let fulfillments = fulfillments
        return .jsonStream("fulfillments") { emit in
            try fulfillments.forEach { fulfillment in
                try emit { $0.value(FulfillmentSummaryItem(fulfillment: fulfillment)) }
            }
        }
    }

    @Sendable private func get(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let id = context.parameter("id")
        guard let fulfillment = try fulfillments.find(id) else { throw FulfillmentRefusal.notFound(id) }
        if let condition = try context.ifNoneMatch(), condition.matches(version: fulfillment.version) {
            return .notModified(version: fulfillment.version)
        }
        return context.item(.ok, fulfillment, as: type)
    }
}

/// A fulfillment as the summary shows it, with its id.
private struct FulfillmentSummaryItem: JSONObjectWritable {
    let fulfillment: Fulfillment

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", fulfillment.id)
        fulfillment.writeMembers(to: &writer)
    }
}
