import HTTP
import JSON
import StorefrontContracts
import Web

/// Single orders: placing one, looking at it, and each step that orders may make with it.
struct OrderRoutes: Sendable {
    let place: PlaceOrder
    let change: ChangeOrder

    /// Bytes of a request body.
    private static let orderLimit = 262_144
    private static let stepLimit = 8_192

    var routes: [Route] {
        [
            Route(
                .post, "/customers/{id}/orders", summary: "Place an order", bodyLimit: Self.orderLimit,
                handler: placeOrder),
            Route(.get, "/orders/{guid}", summary: "An order", handler: get),
            Route(
                .post, "/orders/{guid}/fulfill", summary: "Send an order to fulfillment", bodyLimit: Self.stepLimit,
                handler: fulfill),
        ]
            + OrderStep.allCases.filter { $0.owners.contains(.orders) }.map { step in
                Route(
                    .post, "/orders/{guid}/\(step.rawValue)", summary: "Step of an order: \(step.rawValue)",
                    bodyLimit: Self.stepLimit
                ) { try make(step, $0) }
            }
    }

    @Sendable private func placeOrder(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        try context.refuseEntityTags()
        let id = context.parameter("id")
        let request: NewOrder = try context.body()
        let order = try place(customer: id, items: request.orderItems, by: context.operation?.id)
        return context.answerToWrite(
            context.item(.created, order, of: id, as: type), location: context.externalBase.url("/orders/\(order.guid)")
        )
    }

    @Sendable private func get(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let (order, customerID) = try change.find(context.parameter("guid"))
        if let condition = try context.ifNoneMatch(), condition.matches(version: order.version) {
            return .notModified(version: order.version)
        }
        return context.item(.ok, order, of: customerID, as: type)
    }

    @Sendable private func fulfill(_ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let (order, customerID) = try change.requestFulfillment(
            of: context.parameter("guid"), if: context.versionCondition(), by: context.operation?.id)
        return context.answerToWrite(context.item(.ok, order, of: customerID, as: type), location: nil)
    }

    private func make(_ step: OrderStep, _ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let note = try context.optionalBody(StepNote.self)?.note
        let (order, customerID) = try change.make(
            step, with: context.parameter("guid"), note: note, if: context.versionCondition(),
            by: context.operation?.id)
        return context.answerToWrite(context.item(.ok, order, of: customerID, as: type), location: nil)
    }
}
