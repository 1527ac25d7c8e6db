import JSON
import StorefrontContracts

/// What orders copies of a customer.
struct CustomerCopy: Sendable, Hashable, Codable {
    var name: Name
    var contact: Contact
    var addresses: [Address]
}

/// A customer's orders beside a copy of the customer: the aggregate that orders owns.
///
/// Changes are gathered in it, with the events that they cause, until the repository commits them.
struct CustomerOrders: Sendable, Equatable {
    /// The customer's id.
    let id: String
    /// Of the stored document; 0 for one that was written before there were versions.
    let version: Int64
    /// The version of the customer that the copy shows; 0 when its events carry none.
    let customerVersion: Int64
    /// Nil when only the customer's deletion was heard of.
    let customer: CustomerCopy?
    let isDeleted: Bool
    /// The stored document has more bytes than `roomForOrders`: no order is added any more.
    let isFull: Bool
    /// Nil until the first order.
    private(set) var orders: [Order]?

    /// Indices of orders that differ from what is stored.
    private(set) var changedOrders: Set<Int> = []
    /// What the changes will tell others.
    private(set) var events: [OrderEvent] = []

    /// Bytes of a stored document that still takes an order. MongoDB takes 16 MiB; what is kept free is for the further steps
    /// of the orders, which can more than double one, and for events that wait for Kafka.
    static let roomForOrders = 4 << 20

    init(
        stored id: String, version: Int64, customerVersion: Int64, customer: CustomerCopy?, isDeleted: Bool,
        isFull: Bool = false, orders: [Order]?
    ) {
        self.id = id
        self.version = version
        self.customerVersion = customerVersion
        self.customer = customer
        self.isDeleted = isDeleted
        self.isFull = isFull
        self.orders = orders
    }

    var isChanged: Bool { !changedOrders.isEmpty }

    /// Adds an order and tells its status.
    mutating func add(_ order: Order) {
        changedOrders.insert(orders?.count ?? 0)
        orders = (orders ?? []) + [order]
        if let status = order.history.current { events.append(.statusChanged(order, status)) }
    }

    /// Asks fulfillment for every approved order that it was not asked for. Without an address to ship to none can be.
    mutating func requestFulfillment(at timeMilliseconds: Int64) {
        guard !isDeleted, let customer, let address = customer.addresses.shipping else { return }
        for index in (orders ?? []).indices where orders?[index].waitsForFulfillment == true {
            guard var order = orders?[index] else { continue }
            order.request(at: timeMilliseconds)
            replace(index, by: order)
            events.append(.fulfillmentRequested(order, of: customer, to: address))
        }
    }

    /// Makes a step of orders' own with one order. Nothing changes when that operation made it before.
    mutating func make(
        _ step: OrderStep, with guid: String, note: String?, at timeMilliseconds: Int64, by operation: String?
    ) throws(OrderRefusal) {
        guard let index = index(of: guid), var order = orders?[index] else { throw .orderNotFound(guid) }
        if order.wasChanged(by: operation) { return }
        let event = try order.make(step, note: note, at: timeMilliseconds, by: operation)
        replace(index, by: order)
        events.append(.statusChanged(order, event))
    }

    /// Asks fulfillment for one order. Nothing changes when that operation did it before.
    mutating func requestFulfillment(
        of guid: String, at timeMilliseconds: Int64, by operation: String?
    ) throws(OrderRefusal) {
        guard let index = index(of: guid), var order = orders?[index] else { throw .orderNotFound(guid) }
        if order.wasChanged(by: operation) { return }
        guard order.waitsForFulfillment else { throw .stepNotAllowed("fulfill", order) }
        guard !isDeleted, let customer else { throw .customerDeleted(id) }
        guard let address = customer.addresses.shipping else { throw .noShippingAddress(order) }
        order.request(at: timeMilliseconds, by: operation)
        replace(index, by: order)
        events.append(.fulfillmentRequested(order, of: customer, to: address))
    }

    func order(_ guid: String) -> Order? { index(of: guid).flatMap { orders?[$0] } }

    private func index(of guid: String) -> Int? { orders?.firstIndex { $0.guid == guid } }

    /// A step that fulfillment made. Nothing changes when it is known or the order is not this customer's.
    mutating func record(_ step: OrderHistory.Entry, ofOrder guid: String) {
        guard let index = index(of: guid), var order = orders?[index], order.record(step) else { return }
        replace(index, by: order)
    }

    private mutating func replace(_ index: Int, by order: Order) {
        orders?[index] = order
        changedOrders.insert(index)
    }
}

/// What others are told of an order.
enum OrderEvent: Sendable, Equatable {
    case statusChanged(Order, OrderStatusEvent)
    case fulfillmentRequested(Order, of: CustomerCopy, to: Address)
}

extension CustomerOrders: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("name", customer?.name)
        writer.member("contact", customer?.contact)
        writer.member("addresses", customer?.addresses)
        writer.member("orders", orders)
        if isDeleted { writer.member("deleted", true) }
    }
}
