import BSON
import StorefrontContracts

// What the services' documents say, read here once more: it is the services that are checked.

/// A step of an order in orders.
private struct StoredStep: Codable {
    var timestamp: Int64
    var orderStatusType: OrderStatusType
    var note: String?
    var source: String?
    var sequence: Int64?

    var event: OrderStatusEvent {
        OrderStatusEvent(timestamp: timestamp, orderStatusType: orderStatusType, note: note)
    }
}

extension CustomerAggregate {
    init(_ document: BSONDocument, versionIn field: String) {
        var parts = DocumentParts(document)
        let isDeleted = parts.read("deleted") ?? false
        let digests =
            isDeleted
            ? nil
            : CustomerDigests(
                name: parts.read("name"), contact: parts.read("contact"), addresses: parts.read("addresses"),
                shipping: parts.read("address"))
        let version: Int64 = parts.read(field, named: "version") ?? 0
        self.init(
            id: document["_id"]?.idString ?? "", version: version, deleted: isDeleted, digests: digests,
            unreadable: parts.unreadable)
    }
}

extension OrderAggregate {
    /// - Parameter stored: an element of a customer's `orders`.
    init(_ stored: BSONValue, of customer: String) {
        var parts = DocumentParts(stored)
        let guid = parts.read("guid") ?? ""
        if guid.isEmpty { parts.add("guid") }
        let steps: [StoredStep?] = parts.elements("orderStatusEvents", named: "history")
        let places = parts.present("orderStatusEvents")?.arrayValue
        let owners = (places ?? []).map { $0.documentValue?["source"]?.stringValue }
        let own = zip(owners, steps).filter { $0.0 != "fulfillment" }.map(\.1)
        let isOwnSpoiled = places == nil || own.contains { $0 == nil }
        if isOwnSpoiled, parts.unreadable.contains("history") { parts.add("own steps") }
        let items: [ItemAggregate] = parts.read("orderItems", named: "items") ?? []
        let version: Int64 = parts.read("version") ?? 0
        let requestedAt: Int64? = parts.read("requestedAt")
        self.init(
            guid: guid, customerId: customer, version: version, requested: requestedAt != nil,
            history: HistoryAggregate(steps.map { $0?.event }), status: parts.present("status")?.stringValue,
            own: (own.last ?? nil).map { StatusAggregate($0.event) },
            fulfillmentSequence: steps.compactMap { $0?.source == "fulfillment" ? $0?.sequence : nil }.max(),
            items: parts.unreadable.contains("items") ? nil : items, unreadable: parts.unreadable)
    }
}

extension FulfillmentAggregate {
    private static let notShipped: [OrderStatusType] = [.created, .approved, .processing, .onHold]

    init(_ document: BSONDocument) {
        var parts = DocumentParts(document)
        var order = DocumentParts(document["order"])
        let guid = order.read("guid") ?? ""
        if guid.isEmpty { order.add("guid") }
        let steps: [OrderStatusEvent?] = order.elements("orderStatusEvents", named: "history")
        let items: [ItemAggregate] = order.read("orderItems", named: "items") ?? []
        let digests = CustomerDigests(
            name: parts.read("name"), contact: parts.read("contact"), shipping: parts.read("address"))
        let customerVersion: Int64 = parts.read("customerVersion", named: "version") ?? 0
        let history = HistoryAggregate(steps)
        self.init(
            guid: guid, id: document["_id"]?.idString ?? "", customerId: document["customerId"]?.stringValue,
            version: document["version"]?.integerValue ?? 0, customerVersion: customerVersion,
            shipped: history.last.map { !Self.notShipped.contains($0.status) } ?? false,
            history: history, status: document["status"]?.stringValue,
            sequence: document["sequences"]?.arrayValue?.last?.integerValue, digests: digests,
            items: order.unreadable.contains("items") ? nil : items,
            unreadable: parts.unreadable + order.unreadable)
    }
}

extension OrderSummaryAggregate {
    init(_ document: BSONDocument) {
        var parts = DocumentParts(document)
        let orders: StoredStep? = parts.read("orders")
        let fulfillment: StoredStep? = parts.read("fulfillment")
        self.init(
            guid: document["_id"]?.idString ?? "", customerId: document["customerId"]?.stringValue,
            orders: orders.map { StatusAggregate($0.event, sequence: $0.sequence) },
            fulfillment: fulfillment.map { StatusAggregate($0.event, sequence: $0.sequence) },
            unreadable: parts.unreadable)
    }
}
