import BSON
import FoundationEssentials
import Mongo
import Outbox
import ServiceHost
import StorefrontContracts

extension MongoFulfillmentRepository {
    /// What is kept of customers for requests to come.
    func customerAggregates(_ query: AggregateQuery) throws -> AggregatePage<CustomerAggregate> {
        var found: [CustomerAggregate] = []
        let options = FindOptions(sort: ["_id": 1], limit: Int64(query.limit))
        try customers.find(query.filter, options: options) { document in
            found.append(CustomerAggregate(document, digests: Self.digests))
            return true
        }
        return AggregatePage(found, limit: query.limit) { AggregatePosition(customer: $0.id) }
    }

    func fulfillmentAggregates(_ query: AggregateQuery) throws -> AggregatePage<FulfillmentAggregate> {
        var found: [FulfillmentAggregate] = []
        try collection.find(
            byOwner: "customerId", then: "order.guid", behind: query.after.map { ($0.customer, $0.order ?? "") },
            owners: query.customers, limit: query.limit, projection: AggregateCollection.withoutOutbox
        ) { document in
            found.append(Self.aggregate(document))
        }
        return AggregatePage(found, limit: query.limit) {
            AggregatePosition(customer: $0.customerId, order: $0.guid)
        }
    }

    /// Lets the next event of these customers be applied although its version is known.
    func forget(_ versions: [ForgottenVersion]) throws -> Int64 {
        let known = versions.map { version in
            BulkWrite.update(
                // What is no number would be above every version.
                filter: ["_id": BSONValue(id: version.id), "version": ["$not": ["$lte": .int64(version.version)]]],
                update: .document(["$set": ["version": .int64(version.version)]]))
        }
        let shown = versions.map { version in
            BulkWrite.updateMany(
                filter: [
                    "customerId": .string(version.id), "customerVersion": ["$not": ["$lte": .int64(version.version)]],
                    "status": ["$in": .array(OrderStatusType.notShippedYet.map { .string($0.rawValue) })],
                ],
                update: .document(["$set": ["customerVersion": .int64(version.version)]]))
        }
        return try customers.bulkWrite(known, ordered: false).matched
            + collection.bulkWrite(shown, ordered: false).matched
    }

    /// The steps that fulfillment made, each with its own sequence, so that whoever has them refuses them as repeated.
    func republish(after last: String?, limit: Int) throws -> RepublishedPage {
        try republish(.idsBehind(last), limit: limit)
    }

    func republish(guids: [String]) throws -> RepublishedPage {
        var page = try republish(
            ["order.guid": ["$in": .array(guids.map { .string($0) })]], limit: max(1, guids.count))
        page.last = nil
        return page
    }

    private func republish(_ filter: BSONDocument, limit: Int) throws -> RepublishedPage {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var batch = RepublishBatch(aggregates)
        var ids: [String] = []
        let options = FindOptions(projection: ["outbox": 0], sort: ["_id": 1], limit: Int64(limit))
        try collection.find(filter, options: options) { document in
            ids.append(document["_id"]?.idString ?? "")
            guard let fulfillment = readable(document) else {
                batch.addUnreadable()
                return true
            }
            let events = Self.ownSteps(of: fulfillment, document).map { step, sequence in
                statusChanged.event(for: fulfillment, step: step, sequence: sequence, at: now)
            }
            batch.add(fulfillment.order.guid, in: fulfillment.id, events)
            return true
        }
        return try batch.commit(last: ids.count < limit ? nil : ids.last)
    }

    /// The last steps of the history are fulfillment's: as many as sequences were kept. A document from before they were
    /// kept tells its current status only, when that can be one of fulfillment's.
    private static func ownSteps(
        of fulfillment: Fulfillment, _ document: BSONDocument
    ) -> [(OrderStatusEvent, Int64)] {
        let history = fulfillment.order.orderStatusEvents
        let sequences = sequences(document)
        if !sequences.isEmpty { return Array(zip(history.suffix(sequences.count), sequences)) }
        guard let last = history.last, ![.created, .approved].contains(last.orderStatusType) else { return [] }
        return [(last, fulfillment.version)]
    }

    private static func sequences(_ document: BSONDocument) -> [Int64] {
        (document[sequencesField]?.arrayValue ?? []).compactMap(\.integerValue)
    }

    private static func aggregate(_ document: BSONDocument) -> FulfillmentAggregate {
        var parts = DocumentParts(document)
        var order = DocumentParts(document["order"])
        let guid = order.read("guid") ?? ""
        if guid.isEmpty { order.add("guid") }
        let history: [OrderStatusEvent?] = order.elements("orderStatusEvents", named: "history")
        let items: [ItemAggregate] = order.read("orderItems", named: "items") ?? []
        let digests = digests(&parts)
        let customerVersion: Int64 = parts.read("customerVersion", named: "version") ?? 0
        let summary = HistoryAggregate(history)
        return FulfillmentAggregate(
            guid: guid, id: document["_id"]?.idString ?? "", customerId: document["customerId"]?.stringValue,
            version: document["version"]?.integerValue ?? 0, customerVersion: customerVersion,
            shipped: summary.last.map { !OrderStatusType.notShippedYet.contains($0.status) } ?? false,
            history: summary, status: document["status"]?.stringValue, sequence: sequences(document).last,
            digests: digests, items: order.unreadable.contains("items") ? nil : items,
            unreadable: parts.unreadable + order.unreadable)
    }

    /// What is shown of a customer.
    private static func digests(_ parts: inout DocumentParts) -> CustomerDigests {
        CustomerDigests(name: parts.read("name"), contact: parts.read("contact"), shipping: parts.read("address"))
    }
}
