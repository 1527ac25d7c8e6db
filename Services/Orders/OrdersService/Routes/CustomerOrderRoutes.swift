import HTTP
import JSON
import ServiceHost
import Web

/// Customers' orders: the summary of all, and one as a HAL item.
struct CustomerOrderRoutes: Sendable {
    let customers: any CustomerOrdersRepository

    var routes: [Route] {
        [
            Route(.get, "/customers/summary", summary: "All customers with their orders", handler: summary),
            Route(.get, "/customerOrderses/{id}", summary: "A customer's orders", handler: get),
        ]
    }

    @Sendable private func summary(_ context: RequestContext) throws -> Response {
        let customers = customers
        return .jsonStream("customers") { emit in
            try customers.forEachLiving { customer in
                try emit { $0.value(CustomerOrdersSummaryItem(customer: customer)) }
            }
        }
    }

    @Sendable private func get(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let id = context.parameter("id")
        guard let customer = try customers.find(id) else {
            throw Problem(.notFound, code: "customer-not-found", detail: "There is no customer \(id).")
        }
        if let condition = try context.ifNoneMatch(), condition.matches(version: customer.version) {
            return .notModified(version: customer.version)
        }
        let href = context.externalBase.url("/customerOrderses/\(customer.id)")
        return .hal(
            .ok, customer, links: [Link("self", href), Link("customerOrders", href)], version: customer.version,
            contentType: type)
    }
}

/// A customer's orders as the summary shows them, with the id.
private struct CustomerOrdersSummaryItem: JSONObjectWritable {
    let customer: CustomerOrders

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", customer.id)
        customer.writeMembers(to: &writer)
    }
}
