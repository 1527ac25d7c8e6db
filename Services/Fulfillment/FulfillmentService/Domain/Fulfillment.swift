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
    /// The last requests that changed it and may come again, by id.
    private(set) var operations: [String]

    /// How many operations are remembered.
    private static let rememberedOperations = 20

    /// The steps made since it was loaded.
    private(set) var newSteps: [OrderStatusEvent] = []

    /// A request that orders sent.
    init(accepting request: FulfillmentRequestEvent, as id: String, customerVersion: Int64, version: Int64 = 1) {
        self.init(
            stored: id, version: max(1, version), timestamp: request.timestamp, name: request.name,
            contact: request.contact,
            address: request.address, order: FulfillmentOrder(request.order), shippingMethod: nil,
            customerID: request.customerId, customerVersion: customerVersion)
    }

    /// The door for the store.
    init(
        stored id: String, version: Int64, timestamp: Int64, name: Name, contact: Contact, address: Address,
        order: FulfillmentOrder, shippingMethod: ShippingMethod?, customerID: String?, customerVersion: Int64,
        operations: [String] = []
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
        self.operations = operations
    }

    /// The last element of the history.
    var status: OrderStatusType? { order.orderStatusEvents.last?.orderStatusType }

    var isChanged: Bool { !newSteps.isEmpty }

    /// Makes a step of fulfillment's own. Nothing changes when that operation made it before.
    ///
    /// - Parameter method: for the step `ship`.
    /// - Throws: `FulfillmentRefusal`: `stepNotAllowed` when the order's state does not allow the step, `historyFull` for a
    ///   hold that its history has no room for.
    mutating func make(
        _ step: OrderStep, method: ShippingMethod? = nil, note: String? = nil, at timeMilliseconds: Int64,
        by operation: String? = nil
    ) throws(FulfillmentRefusal) {
        if wasChanged(by: operation) { return }
        guard step.owners.contains(.fulfillment),
            let target = step.target(after: order.orderStatusEvents.map(\.orderStatusType))
        else { throw .stepNotAllowed(step, self) }
        guard step != .hold || Limits.holdableInFulfillment.contains(order.orderStatusEvents.count) else {
            throw .historyFull(self)
        }
        if step == .ship { shippingMethod = method }
        let event = OrderStatusEvent(timestamp: timeMilliseconds, orderStatusType: target, note: note)
        order.orderStatusEvents.append(event)
        newSteps.append(event)
        if let operation { operations = (operations + [operation]).suffix(Self.rememberedOperations) }
    }

    /// As it is stored once its steps are committed.
    var committed: Fulfillment {
        Fulfillment(
            stored: id, version: version + Int64(newSteps.count), timestamp: timestamp, name: name, contact: contact,
            address: address, order: order, shippingMethod: shippingMethod, customerID: customerID,
            customerVersion: customerVersion, operations: operations)
    }

    /// Whether that request took effect already.
    func wasChanged(by operation: String?) -> Bool { operation.map { operations.contains($0) } ?? false }
}

/// Why fulfillment refuses.
enum FulfillmentRefusal: Error, Equatable {
    case notFound(String)
    /// The state of the order does not allow the step, or the step is not fulfillment's to make.
    case stepNotAllowed(OrderStep, Fulfillment)
    /// The order's history is too long for another hold.
    case historyFull(Fulfillment)
    /// The caller's condition does not hold for what is stored, or no longer does.
    case preconditionFailed(String)
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
