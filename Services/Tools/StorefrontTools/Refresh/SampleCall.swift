/// One of the seven calls that fill the storefront with sample data, in their order.
enum SampleCall: Int, Sendable, CaseIterable {
    case createCustomers = 1
    case addOrders, requestFulfillment, process, ship, moveInTransit, receive

    var service: StorefrontService {
        switch self {
        case .createCustomers: .accounts
        case .addOrders, .requestFulfillment: .orders
        case .process, .ship, .moveInTransit, .receive: .fulfillment
        }
    }

    var path: String {
        switch self {
        case .createCustomers: "/customers/sample"
        case .addOrders: "/customers/sample/orders"
        case .requestFulfillment: "/customers/sample/fulfill"
        case .process: "/fulfillments/sample/process"
        case .ship: "/fulfillments/sample/ship"
        case .moveInTransit: "/fulfillments/sample/in-transit"
        case .receive: "/fulfillments/sample/receive"
        }
    }

    /// The status that the orders in fulfillment have afterwards; nil for the calls before.
    var status: String? {
        switch self {
        case .createCustomers, .addOrders, .requestFulfillment: nil
        case .process: "PROCESSING"
        case .ship: "SHIPPED"
        case .moveInTransit: "IN_TRANSIT"
        case .receive: "RECEIVED"
        }
    }

    /// How a 404 begins that does not mean that there is no such path. When an attempt before was interrupted after its effect,
    /// it is the answer to the next one, so the state decides whether the call is done.
    var nothingToDo: String? {
        self == .requestFulfillment ? "No 'Approved' orders found" : nil
    }

    /// The whole history of an order that has gone through all seven calls.
    static let completeHistory = ["CREATED", "APPROVED", "PROCESSING", "SHIPPED", "IN_TRANSIT", "RECEIVED"]
}
