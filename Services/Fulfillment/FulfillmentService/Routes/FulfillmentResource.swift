import HTTP
import JSON
import StorefrontContracts
import Web

/// What a client may say with a step.
struct StepNote: JSONReadable {
    let note: String?

    init(reading value: JSONValueReader) {
        note = value.object().optional("note") { $0.string(Limits.note) }
    }
}

/// What a client says when goods are shipped: the method must be there.
struct ShippingDetails: JSONReadable {
    let shippingMethod: ShippingMethod
    let note: String?

    init(reading value: JSONValueReader) {
        let object = value.object()
        shippingMethod = object.required("shippingMethod") { $0.enumeration() }
        note = object.optional("note") { $0.string(Limits.note) }
    }
}

extension RequestContext {
    /// The HAL item of a fulfillment.
    func item(_ status: Status, _ fulfillment: Fulfillment, as contentType: String) -> Response {
        let href = externalBase.url("/fulfillments/\(fulfillment.id)")
        return .hal(
            status, fulfillment, links: [Link("self", href), Link("fulfillment", href)], version: fulfillment.version,
            contentType: contentType)
    }

    /// The shipping method and note of a step; the method is required for `ship` and of no use for the others.
    func details(of step: OrderStep) throws -> (method: ShippingMethod?, note: String?) {
        guard step == .ship else { return (nil, try optionalBody(StepNote.self)?.note) }
        let details: ShippingDetails = try body()
        return (details.shippingMethod, details.note)
    }
}

extension FulfillmentRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound(let id):
            Problem(.notFound, code: "fulfillment-not-found", detail: "There is no fulfillment \(id).")
        case .stepNotAllowed(let step, let fulfillment):
            Problem(
                .conflict, code: "step-not-allowed",
                detail:
                    "Order \(fulfillment.order.guid) is \(fulfillment.status?.rawValue ?? "without status") and owned "
                    + "by fulfillment: fulfillment cannot \(step.rawValue) it.")
        case .historyFull(let fulfillment):
            Problem(
                .conflict, code: "history-full",
                detail:
                    "The history of order \(fulfillment.order.guid) has \(fulfillment.order.orderStatusEvents.count) "
                    + "entries: fulfillment holds no order with \(Limits.holdableInFulfillment.upperBound) or more.")
        case .preconditionFailed(let id):
            Problem(
                .preconditionFailed, code: "precondition-failed",
                detail: "Fulfillment \(id) is not, or no longer, in the version that the request names.")
        }
    }
}
