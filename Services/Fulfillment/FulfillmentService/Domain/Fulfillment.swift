import JSON
import StorefrontContracts

/// What fulfillment follows of a customer until the goods are shipped.
struct Recipient: Sendable, Hashable {
    var name: Name
    var contact: Contact
    /// Nil where the customer has no address to ship to; a request keeps the one it has.
    var address: Address?
}

/// The fulfillment of one order: the aggregate that this service owns.
///
/// Steps are gathered in it until the repository commits them with their events.
struct Fulfillment: Sendable, Equatable {
    let id: String
    /// Of the stored document; 0 for one that was written before there were versions.
    let version: Int64
    /// When orders asked, in milliseconds since 1970-01-01 UTC.
    let timestamp: Int64
    let name: Name
    let contact: Contact
    let address: Address
    private(set) var order: FulfillmentOrder
    /// Nil until the order is shipped.
    private(set) var shippingMethod: ShippingMethod?
    /// Nil in requests of Spring peers.
    let customerID: String?
    /// The version of the customer that name, contact and address are from.
    let customerVersion: Int64

    /// The steps made since it was loaded.
    private(set) var newSteps: [OrderStatusEvent] = []

    /// A request that orders sent.
    init(accepting request: FulfillmentRequestEvent, as id: String, customerVersion: Int64) {
        self.init(
            stored: id, version: 1, timestamp: request.timestamp, name: request.name, contact: request.contact,
            address: request.address, order: FulfillmentOrder(request.order), shippingMethod: nil,
            customerID: request.customerId, customerVersion: customerVersion)
    }

    /// The door for the store.
    init(
        stored id: String, version: Int64, timestamp: Int64, name: Name, contact: Contact, address: Address,
        order: FulfillmentOrder, shippingMethod: ShippingMethod?, customerID: String?, customerVersion: Int64
    ) {
        self.id = id
        self.version = version
        self.timestamp = timestamp
        self.name = name
        self.contact = contact
        self.address = address
        self.order = order
        self.shippingMethod = shippingMethod
        self.customerID = customerID
        self.customerVersion = customerVersion
    }

    /// The last element of the history.
    var status: OrderStatusType? { order.orderStatusEvents.last?.orderStatusType }

    var isChanged: Bool { !newSteps.isEmpty }

    /// Makes a step, if the order is in the state that it starts from; false otherwise.
    mutating func make(_ step: FulfillmentStep, at timeMilliseconds: Int64) -> Bool {
        guard status == step.from else { return false }
        if case .ship(let method) = step { shippingMethod = method }
        let event = OrderStatusEvent(timestamp: timeMilliseconds, orderStatusType: step.to)
        order.orderStatusEvents.append(event)
        newSteps.append(event)
        return true
    }
}

/// The steps of an order on its way to the customer.
enum FulfillmentStep: Sendable, Equatable {
    case process
    case ship(ShippingMethod)
    case moveInTransit
    case receive

    var from: OrderStatusType {
        switch self {
        case .process: .approved
        case .ship: .processing
        case .moveInTransit: .shipped
        case .receive: .inTransit
        }
    }

    var to: OrderStatusType {
        switch self {
        case .process: .processing
        case .ship: .shipped
        case .moveInTransit: .inTransit
        case .receive: .received
        }
    }
}

extension OrderStatusType {
    /// The states in which the goods are still here, so that name, contact and address follow the customer.
    static let notShippedYet: [OrderStatusType] = [.created, .approved, .processing, .onHold]
}

extension Fulfillment: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("timestamp", timestamp)
        writer.member("name", name)
        writer.member("contact", contact)
        writer.member("address", address)
        writer.member("order", order)
        writer.member("shippingMethod", shippingMethod?.rawValue)
    }
}
