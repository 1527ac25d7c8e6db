import BSON
import FoundationEssentials
import Mongo
import Outbox
import ServiceHost
import StorefrontContracts

/// Customers' orders in the collection `customer.orders`: one document per customer with the copy, the orders, `version`,
/// `customerVersion` and, until they are published, its events.
struct MongoCustomerOrdersRepository: CustomerOrdersRepository {
    static let collectionName = "customer.orders"

    let aggregates: AggregateCollection
    let fulfillmentRequested: FulfillmentRequestedPublisher
    let statusChanged: OrderStatusChangedPublisher

    var collection: MongoCollection { aggregates.documents }
    var outbox: Outbox { aggregates.outbox }

    var indexes: [IndexModel] {
        outbox.indexes + [
            IndexModel(name: "orders.guid", keys: ["orders.guid": 1]),
            IndexModel(name: "orders.status", keys: ["orders.status": 1]),
        ]
    }

    /// A change of the customer shows as soon as it is written: accounts and the topic have it durably already.
    func find(_ id: String) throws -> CustomerOrders? {
        let options = FindOptions(projection: AggregateCollection.withoutOutbox, includesUnsettledWrites: true)
        return try collection.findOne(["_id": BSONValue(id: id)], options: options).map(Self.customerOrders)
    }

    func find(_ ids: [String]) throws -> [CustomerOrders] {
        try all(["_id": ["$in": .array(ids.map { BSONValue(id: $0) })]])
    }

    func find(ordersWithGuids guids: [String]) throws -> [CustomerOrders] {
        try all(["orders.guid": ["$in": .array(guids.map { .string($0) })]])
    }

    func page(_ selection: CustomerSelection, after last: String?, limit: Int) throws -> [CustomerOrders] {
        var filter = Self.living
        switch selection {
        case .withoutOrders: filter.append("orders.0", ["$exists": false])
        case .withOrdersToFulfill:
            filter.append("orders", ["$elemMatch": ["status": "APPROVED", "requestedAt": nil]])
        }
        return try aggregates.page(filter, after: last, limit: limit, read: Self.customerOrders)
    }

    func forEachLiving(_ body: (CustomerOrders) throws -> Void) throws {
        try aggregates.forEach(Self.living, read: Self.customerOrders, body)
    }

    func commit(_ changed: [CustomerOrders]) throws -> Bool {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return try aggregates.commit(changed.map { try write($0, at: now) }) == changed.count
    }

    func follow(_ news: [CustomerNews]) throws {
        try collection.upsertUnlessStale(news.map(Self.upsert))
    }

    func removeAll() throws { _ = try collection.deleteMany([:]) }

    private static let living: BSONDocument = ["deleted": nil]

    /// Sets the changed orders at their places: with the version as condition, the places are those that were read.
    private func write(_ customer: CustomerOrders, at now: Int64) throws -> AggregateWrite {
        var fields = BSONDocument()
        let orders = customer.orders ?? []
        if customer.changedOrders.count == orders.count {
            fields.append("orders", .array(try orders.map { .document(try BSONEncoder().encode(OrderDocument($0))) }))
        } else {
            for index in customer.changedOrders.sorted() {
                let document = try BSONEncoder().encode(OrderDocument(orders[index]))
                fields.append("orders.\(index)", .document(document))
            }
        }
        return .update(
            customer.id, from: customer.version, to: customer.version + 1, ["$set": .document(fields)],
            events: customer.events.map { event(for: $0, of: customer, at: now) })
    }

    private func event(for event: OrderEvent, of customer: CustomerOrders, at now: Int64) -> OutboxEvent {
        switch event {
        case .statusChanged(let order, let status):
            statusChanged.event(for: order, status: status, customerID: customer.id, at: now)
        case .fulfillmentRequested(let order, let copy, let address):
            fulfillmentRequested.event(for: order, of: copy, to: address, in: customer, at: now)
        }
    }

    /// Only the copy is written; the orders stay as they are. News without a sequence (of a Spring peer) is taken as the
    /// newest, but brings back no deleted customer.
    private static func upsert(_ news: CustomerNews) -> ConditionalUpsert {
        let fields = fields(news)
        var document = fields.withID(news.id)
        document.append("version", 1)
        return ConditionalUpsert(
            id: BSONValue(id: news.id), condition: condition(news),
            update: .document(update(setting: fields, isDeleted: news.customer == nil)), document: document)
    }

    private static func fields(_ news: CustomerNews) -> BSONDocument {
        var fields = news.customer?.document ?? ["deleted": true]
        if let sequence = news.sequence { fields.append("customerVersion", .int64(sequence)) }
        return fields
    }

    private static func condition(_ news: CustomerNews) -> BSONDocument {
        guard let sequence = news.sequence else { return ["deleted": nil] }
        return [
            "$or": [.document(["customerVersion": nil]), .document(["customerVersion": ["$lt": .int64(sequence)]])]
        ]
    }

    private static func update(setting fields: BSONDocument, isDeleted: Bool) -> BSONDocument {
        var update: BSONDocument = ["$inc": ["version": 1]]
        if !isDeleted { update.append("$unset", ["deleted": "", "_class": ""]) }
        update.append("$set", .document(fields))
        return update
    }

    private func all(_ filter: BSONDocument) throws -> [CustomerOrders] {
        try collection.findAll(filter, options: FindOptions(projection: AggregateCollection.withoutOutbox))
            .map(Self.customerOrders)
    }

    func readable(_ document: BSONDocument) -> CustomerOrders? {
        aggregates.readable(document, Self.customerOrders)
    }

    private static func customerOrders(_ document: BSONDocument) throws -> CustomerOrders {
        let stored = try BSONDecoder().decode(CustomerOrdersDocument.self, from: document)
        return CustomerOrders(
            stored: document["_id"]?.idString ?? "", version: try AggregateCollection.version(of: document),
            customerVersion: stored.customerVersion ?? 0, customer: stored.customer, isDeleted: stored.deleted ?? false,
            isFull: document.byteCount > CustomerOrders.roomForOrders, orders: stored.orders.map { $0.map(\.order) })
    }
}
