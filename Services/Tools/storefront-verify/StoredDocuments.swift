import BSON
import StorefrontContracts

// What the services' documents say, read here once more: it is the services that are checked.

/// The groups of a customer's fields.
private struct StoredCustomer: Codable {
    var name: Name?
    var contact: Contact?
    var addresses: [Address]?
    var address: Address?
}

struct StoredOrders: Codable {
    struct Step: Codable {
        var timestamp: Int64
        var orderStatusType: OrderStatusType
        var note: String?
        var source: String?
        var sequence: Int64?

        var isFulfillments: Bool { source == "fulfillment" }
        var event: OrderStatusEvent {
            OrderStatusEvent(timestamp: timestamp, orderStatusType: orderStatusType, note: note)
        }
    }

    struct Order: Codable {
        var guid: String
        var orderStatusEvents: [Step]?
        var orderItems: [ItemAggregate]?
        var version: Int64?
        var status: String?
        var requestedAt: Int64?
    }

    var orders: [Order]?
}

private struct StoredFulfillment: Codable {
    struct Order: Codable {
        var guid: String
        var orderStatusEvents: [OrderStatusEvent]?
        var orderItems: [ItemAggregate]?
    }

    var order: Order
    var customerId: String?
    var customerVersion: Int64?
}

extension CustomerAggregate {
    init(_ document: BSONDocument, versionIn field: String) {
        let stored = try? BSONDecoder().decode(StoredCustomer.self, from: document)
        let isDeleted = document["deleted"]?.boolValue ?? false
        self.init(
            id: document["_id"]?.idString ?? "", version: document[field]?.integerValue ?? 0, deleted: isDeleted,
            digests: isDeleted
                ? nil
                : CustomerDigests(
                    name: stored?.name, contact: stored?.contact, addresses: stored?.addresses,
                    shipping: stored?.address))
    }
}

extension OrderAggregate {
    init(_ stored: StoredOrders.Order, of customer: String) {
        let steps = stored.orderStatusEvents ?? []
        self.init(
            guid: stored.guid, customerId: customer, version: stored.version ?? 0,
            requested: stored.requestedAt != nil, history: HistoryAggregate(steps.map(\.event)),
            status: stored.status,
            own: steps.last { !$0.isFulfillments }.map { StatusAggregate($0.event) },
            fulfillmentSequence: steps.compactMap { $0.isFulfillments ? $0.sequence : nil }.max(),
            items: stored.orderItems ?? [])
    }
}

extension FulfillmentAggregate {
    private static let notShipped: [OrderStatusType] = [.created, .approved, .processing, .onHold]

    init(_ document: BSONDocument) throws {
        let stored = try BSONDecoder().decode(StoredFulfillment.self, from: document)
        let customer = try? BSONDecoder().decode(StoredCustomer.self, from: document)
        let history = stored.order.orderStatusEvents ?? []
        self.init(
            guid: stored.order.guid, id: document["_id"]?.idString ?? "", customerId: stored.customerId,
            version: document["version"]?.integerValue ?? 0, customerVersion: stored.customerVersion ?? 0,
            shipped: history.last.map { !Self.notShipped.contains($0.orderStatusType) } ?? false,
            history: HistoryAggregate(history), status: document["status"]?.stringValue,
            sequence: document["sequences"]?.arrayValue?.last?.integerValue,
            digests: CustomerDigests(name: customer?.name, contact: customer?.contact, shipping: customer?.address),
            items: stored.order.orderItems ?? [])
    }
}

extension OrderSummaryAggregate {
    init(_ document: BSONDocument) throws {
        func status(_ owner: String) throws -> StatusAggregate? {
            guard let report = document[owner]?.documentValue else { return nil }
            return StatusAggregate(
                try BSONDecoder().decode(OrderStatusEvent.self, from: report),
                sequence: report["sequence"]?.integerValue)
        }
        self.init(
            guid: document["_id"]?.idString ?? "", customerId: document["customerId"]?.stringValue,
            orders: try status("orders"), fulfillment: try status("fulfillment"))
    }
}
