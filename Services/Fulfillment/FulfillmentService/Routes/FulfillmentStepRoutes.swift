import HTTP
import JSON
import StorefrontContracts
import Web

/// Each step that fulfillment may make, with one fulfillment and with all whose state allows it.
struct FulfillmentStepRoutes: Sendable {
    let change: ChangeFulfillment
    let advance: AdvanceFulfillments

    /// Bytes of a request body.
    private static let bodyLimit = 8_192

    var routes: [Route] {
        OrderStep.allCases.filter { $0.owners.contains(.fulfillment) }.flatMap { step in
            [
                Route(
                    .post, "/fulfillments/{id}/\(step.rawValue)", summary: "Step of a fulfillment: \(step.rawValue)",
                    bodyLimit: Self.bodyLimit
                ) { try make(step, $0) },
                Route(
                    .post, "/fulfillments/\(step.rawValue)", summary: "Step of all fulfillments: \(step.rawValue)",
                    bodyLimit: Self.bodyLimit
                ) { try makeAll(step, $0) },
            ]
        }
    }

    private func make(_ step: OrderStep, _ context: RequestContext) throws -> Response {
        let type = try context.negotiateHAL()
        let (method, note) = try context.details(of: step)
        let fulfillment = try change.make(
            step, with: context.parameter("id"), method: method, note: note, if: context.versionCondition(),
            by: context.operation?.id)
        return context.answerToWrite(context.item(.ok, fulfillment, as: type), location: nil)
    }

    private func makeAll(_ step: OrderStep, _ context: RequestContext) throws -> Response {
        try context.refuseEntityTags()
        let (method, note) = try context.details(of: step)
        let changed = try advance(step, method: { method }, note: note, by: context.operation?.id)
        return .json(.ok, StepCount(step: step, changed: changed))
    }
}

/// How many fulfillments made a step.
private struct StepCount: JSONObjectWritable {
    let step: OrderStep
    let changed: Int

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("step", step.rawValue)
        writer.member("changed", changed)
    }
}
