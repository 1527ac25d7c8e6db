import HTTP
import JSON
import ServiceHost
import Web

/// Customers as resources: `/customers` and `/customers/{id}`, their summary and the summary of their orders.
struct CustomerRoutes: Sendable {
    let customers: any CustomerRepository
    let create: CreateCustomer
    let change: ChangeCustomer
    let delete: DeleteCustomer
    let summarizeOrders: SummarizeOrders

    /// Bytes of a request body.
    static let bodyLimit = 262_144

    var routes: [Route] {
        [
            Route(.get, "/customers/summary", summary: "All customers", handler: summary),
            Route(
                .post, "/customers", summary: "Create a customer", bodyLimit: Self.bodyLimit, handler: createCustomer),
            Route(.get, "/customers/{id}", summary: "A customer", handler: get),
            Route(
                .put, "/customers/{id}", summary: "Replace or create a customer", bodyLimit: Self.bodyLimit,
                handler: put),
            Route(
                .patch, "/customers/{id}", summary: "Change a customer", bodyLimit: Self.bodyLimit, handler: patch),
            Route(.delete, "/customers/{id}", summary: "Delete a customer", handler: deleteCustomer),
            Route(
                .get, "/customers/{id}/order-summary", summary: "A customer's orders by status", handler: orderSummary),
        ]
    }

    @Sendable private func summary(_ context: RequestContext) throws -> Response {
        let customers = customers
        return .jsonStream("customers") { emit in
            try customers.forEachLiving { customer in
                try emit { $0.value(CustomerSummaryItem(customer: customer)) }
            }
        }
    }

    @Sendable private func createCustomer(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        try context.refuseEntityTags()
        return context.answer(
            .created, try create(context.body(), by: context.operation?.id), as: type, hasLocation: true)
    }

    @Sendable private func get(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let id = context.parameter("id")
        guard let customer = try customers.find(id), customer.details != nil else { throw CustomerRefusal.notFound(id) }
        if let condition = try context.ifNoneMatch(), condition.matches(version: customer.version) {
            return .notModified(version: customer.version)
        }
        return context.item(.ok, customer, as: type)
    }

    @Sendable private func put(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let (customer, isNew) = try change.replace(
            context.parameter("id"), with: context.body(), if: context.versionCondition(),
            by: context.operation?.id)
        return context.answer(isNew ? .created : .ok, customer, as: type, hasLocation: true)
    }

    @Sendable private func patch(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let patch = try context.mergePatch()
        let customer = try change.change(
            context.parameter("id"), if: context.versionCondition(), by: context.operation?.id
        ) { stored in
            try JSONDocument(parsing: stored.jsonBytes()).merging(patch: patch).read()
        }
        return context.answer(.ok, customer, as: type, hasLocation: false)
    }

    @Sendable private func deleteCustomer(_ context: RequestContext) throws -> Response {
        try delete(
            context.parameter("id"), if: context.versionCondition(),
            isRepeated: context.operation?.isRepeated ?? false)
        return Response(.noContent)
    }

    @Sendable private func orderSummary(_ context: RequestContext) throws -> Response {
        .json(.ok, try summarizeOrders(customer: context.parameter("id")))
    }
}
