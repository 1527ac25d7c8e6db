import HTTP
import JSON
import StorefrontContracts
import Web

/// What a client says of a new order.
struct NewOrder: JSONReadable {
    let orderItems: [OrderItem]

    init(reading value: JSONValueReader) {
        orderItems = value.object().required("orderItems") { $0.array(count: 1...Limits.orderItems.upperBound) }
    }
}

/// What a client may say with a step.
struct StepNote: JSONReadable {
    let note: String?

    init(reading value: JSONValueReader) {
        note = value.object().optional("note") { $0.string(Limits.note) }
    }
}

/// An order as a resource of its own: its members, and whose it is.
private struct OrderItemRepresentation: JSONObjectWritable {
    let order: Order
    let customerID: String

    func writeMembers(to writer: inout JSONWriter) {
        order.writeMembers(to: &writer)
        writer.member("customerId", customerID)
    }
}

extension RequestContext {
    /// The HAL item of an order.
    func item(_ status: Status, _ order: Order, of customerID: String, as contentType: String) -> Response {
        let href = externalBase.url("/orders/\(order.guid)")
        return .hal(
            status, OrderItemRepresentation(order: order, customerID: customerID),
            links: [
                Link("self", href), Link("order", href),
                Link("customerOrders", externalBase.url("/customerOrderses/\(customerID)")),
            ], version: order.version, contentType: contentType)
    }
}

extension OrderRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .customerNotFound(let id):
            Problem(.notFound, code: "customer-not-found", detail: "There is no customer \(id).")
        case .customerDeleted(let id):
            Problem(.conflict, code: "customer-deleted", detail: "Customer \(id) was deleted.")
        case .tooManyOrders(let id):
            Problem(
                .conflict, code: "too-many-orders",
                detail:
                    "The orders of customer \(id) take more than \(CustomerOrders.roomForOrders >> 20) MiB: there is no "
                    + "room for another.")
        case .orderNotFound(let guid):
            Problem(.notFound, code: "order-not-found", detail: "There is no order \(guid).")
        case .stepNotAllowed(let step, let order):
            Problem(
                .conflict, code: "step-not-allowed",
                detail: "Order \(order.guid) is \(order.history.current?.orderStatusType.rawValue ?? "without status") "
                    + "and owned by \(order.owner.rawValue): orders cannot \(step) it.")
        case .historyFull(let order):
            Problem(
                .conflict, code: "history-full",
                detail:
                    "The history of order \(order.guid) has \(order.history.entries.count) entries: orders holds no "
                    + "order with \(Limits.holdableInOrders.upperBound) or more.")
        case .noShippingAddress(let order):
            Problem(
                .conflict, code: "no-shipping-address",
                detail: "Order \(order.guid) cannot be sent: its customer has no address of type SHIPPING.")
        case .preconditionFailed(let guid):
            Problem(
                .preconditionFailed, code: "precondition-failed",
                detail: "Order \(guid) is not, or no longer, in the version that the request names.")
        }
    }
}
