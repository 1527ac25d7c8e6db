import BSON
import FoundationEssentials
import Mongo
import Outbox
import ServiceHost
import StorefrontContracts

extension MongoCustomerOrdersRepository {
    /// Ids, versions and digests of the copies.
    func customerAggregates(_ query: AggregateQuery) throws -> AggregatePage<CustomerAggregate> {
        var found: [CustomerAggregate] = []
        let options = FindOptions(
            projection: ["name": 1, "contact": 1, "addresses": 1, "customerVersion": 1, "deleted": 1], sort: ["_id": 1],
            limit: Int64(query.limit))
        try collection.find(query.filter, options: options) { document in
            found.append(
                CustomerAggregate(document, versionIn: "customerVersion", digests: CustomerDigests.ofAddresses))
            return true
        }
        return AggregatePage(found, limit: query.limit) { AggregatePosition(customer: $0.id) }
    }

    /// The orders, customer by customer.
    func orderAggregates(_ query: AggregateQuery) throws -> AggregatePage<OrderAggregate> {
        var found: [OrderAggregate] = []
        try forEachWithOrders(query) { document in
            let customer = document["_id"]?.idString ?? ""
            let orders = (document["orders"]?.arrayValue ?? []).map { OrderAggregate($0, of: customer) }
            for aggregate in orders.sorted(by: { $0.position < $1.position }) {
                if let after = query.after, aggregate.position <= after { continue }
                found.append(aggregate)
                if found.count == query.limit { return false }
            }
            return true
        }
        return AggregatePage(found, limit: query.limit, position: \.position)
    }

    /// Lets the next event of these customers be applied although its version is known.
    func forget(_ versions: [ForgottenVersion]) throws -> Int64 {
        let writes = versions.map { version in
            BulkWrite.update(
                filter: [
                    "_id": BSONValue(id: version.id),
                    // What is no number would be above every version.
                    "customerVersion": ["$not": ["$lte": .int64(version.version)]],
                ],
                update: .document(["$set": ["customerVersion": .int64(version.version)]]))
        }
        return try collection.bulkWrite(writes, ordered: false).matched
    }

    /// What orders has to tell of its orders: the last step that it made of each, and the requests.
    func republish(after last: String?, limit: Int) throws -> RepublishedPage {
        try republish(.idsBehind(last), limit: limit) { _ in true }
    }

    func republish(guids: [String]) throws -> RepublishedPage {
        let wanted = Set(guids)
        let filter: BSONDocument = ["orders.guid": ["$in": .array(guids.map { .string($0) })]]
        var page = try republish(filter, limit: .max) { wanted.contains($0) }
        page.last = nil
        return page
    }

    private func republish(
        _ filter: BSONDocument, limit: Int, isWanted: (String) -> Bool
    ) throws -> RepublishedPage {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var batch = RepublishBatch(aggregates)
        var last: String?
        var count = 0
        let options = FindOptions(
            projection: ["outbox": 0], sort: ["_id": 1], limit: limit == .max ? nil : Int64(limit))
        try collection.find(filter, options: options) { document in
            last = document["_id"]?.idString
            count += 1
            guard let customer = readable(document) else {
                batch.addUnreadable()
                return true
            }
            for order in customer.orders ?? [] where isWanted(order.guid) {
                batch.add(order.guid, in: customer.id, events(for: order, of: customer, at: now))
            }
            // A page ends here and the next one goes on; of those that were asked for by id, the rest is left.
            return !batch.isFull || limit == .max
        }
        return try batch.commit(last: count < limit && !batch.isFull ? nil : last)
    }

    private func events(for order: Order, of customer: CustomerOrders, at now: Int64) -> [OutboxEvent] {
        var events: [OutboxEvent] = []
        if let step = order.history.entries.last(where: { !$0.isFulfillments }) {
            events.append(statusChanged.event(for: order, status: step.event, customerID: customer.id, at: now))
        }
        // A customer who has no address any more: fulfillment keeps the one that it was given first.
        if order.requestedAt != nil, let copy = customer.customer, let address = copy.addresses.shipping {
            events.append(fulfillmentRequested.event(for: order, of: copy, to: address, in: customer, at: now))
        }
        return events
    }

    private func forEachWithOrders(_ query: AggregateQuery, _ body: (BSONDocument) throws -> Bool) throws {
        var conditions: [BSONValue] = [.document(query.filter), ["orders.0": ["$exists": true]]]
        if let customer = query.after?.customer {
            // The customer of the last order may have more.
            conditions[0] = ["$or": [conditions[0], ["_id": BSONValue(id: customer)]]]
        }
        // Few documents hold many orders: what is read in vain stays small.
        let options = FindOptions(
            projection: [
                "outbox": 0, "orders.orderItems.product.description": 0, "orders.orderItems.product.price": 0,
            ], sort: ["_id": 1],
            batchSize: Int32(min(query.limit, 200)))
        try collection.find(["$and": .array(conditions)], options: options, body)
    }
}

extension OrderAggregate {
    /// An element of `orders`, as far as it can be read.
    fileprivate init(_ stored: BSONValue, of customer: String) {
        var parts = DocumentParts(stored)
        let guid = parts.read("guid") ?? ""
        if guid.isEmpty { parts.add("guid") }
        let documents: [OrderDocument.Step?] = parts.elements("orderStatusEvents", named: "history")
        let steps = documents.map { $0?.entry }
        let places = parts.present("orderStatusEvents")?.arrayValue
        let isFulfillments = (places ?? []).map {
            $0.documentValue?["source"]?.stringValue == OrderDocument.fulfillment
        }
        let own = zip(isFulfillments, steps).filter { !$0.0 }.map(\.1)
        if parts.unreadable.contains("history"), places == nil || own.contains(nil) { parts.add("own steps") }
        let items: [ItemAggregate] = parts.read("orderItems", named: "items") ?? []
        let version: Int64 = parts.read("version") ?? 0
        let requestedAt: Int64? = parts.read("requestedAt")
        self.init(
            guid: guid, customerId: customer, version: version, requested: requestedAt != nil,
            history: HistoryAggregate(steps.map { $0?.event }), status: parts.present("status")?.stringValue,
            own: (own.last ?? nil).map { StatusAggregate($0.event) },
            fulfillmentSequence: OrderHistory(steps.compactMap { $0 }).fulfillmentSequence,
            items: parts.unreadable.contains("items") ? nil : items, unreadable: parts.unreadable)
    }

    fileprivate var position: AggregatePosition { AggregatePosition(customer: customerId, order: guid) }
}
