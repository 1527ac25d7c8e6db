import BSON
import FoundationEssentials
import Mongo
import Outbox
import ServiceHost
import StorefrontContracts

/// Fulfillments in the collection `fulfillment.requests`, one document each with `version`, `status` and, until they are
/// published, its events. Beside them, in `customers`, what requests to come need to know of customers.
struct MongoFulfillmentRepository: FulfillmentRepository {
    static let collectionName = "fulfillment.requests"
    static let customersCollectionName = "customers"
    /// The sequences of the steps that fulfillment made, in their order: those steps are the last of the history.
    static let sequencesField = "sequences"
    /// The next request of the order replaces its items: somebody found them to differ from those of orders.
    static let itemsForgottenField = "itemsForgotten"
    /// The next request of the order replaces its history, when it has as many steps: a step cannot be read.
    static let historyForgottenField = "historyForgotten"

    let aggregates: AggregateCollection
    let customers: MongoCollection
    let statusChanged: OrderStatusChangedPublisher

    var collection: MongoCollection { aggregates.documents }
    var outbox: Outbox { aggregates.outbox }

    var indexes: [IndexModel] {
        outbox.indexes + [
            IndexModel(name: "order.guid", keys: ["order.guid": 1], unique: true),
            IndexModel(name: "status", keys: ["status": 1, "_id": 1]),
            IndexModel(name: "customerId, order.guid", keys: ["customerId": 1, "order.guid": 1]),
        ]
    }

    func nextID() -> String { ObjectID().description }

    func find(_ id: String) throws -> Fulfillment? {
        try collection.findOne(
            ["_id": BSONValue(id: id)], options: FindOptions(projection: AggregateCollection.withoutOutbox)
        )
        .map(Self.fulfillment)
    }

    func page(in status: OrderStatusType, after last: String?, limit: Int) throws -> [Fulfillment] {
        try aggregates.page(["status": .string(status.rawValue)], after: last, limit: limit, read: Self.fulfillment)
    }

    func forEach(_ body: (Fulfillment) throws -> Void) throws {
        try aggregates.forEach([:], read: Self.fulfillment, body)
    }

    func commit(_ changed: [Fulfillment]) throws -> Int {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return try aggregates.commit(changed.map { try write($0, at: now) })
    }

    /// The requests first, then what is known of their customers: whoever of a request and a customer's change comes
    /// second sees the first.
    @discardableResult
    func accept(_ requests: [Fulfillment]) throws -> [Int: String] {
        guard !requests.isEmpty else { return [:] }
        let inserts = try requests.map { request in
            var document = try BSONEncoder().encode(FulfillmentDocument(request)).withID(request.id)
            document.append("version", .int64(request.version))
            // Asked for again with a step that was made here: it keeps its sequence, whatever changes the version later.
            if request.version > 1 { document.append(Self.sequencesField, [.int64(request.version)]) }
            return BulkWrite.insert(document)
        }
        let inserted = try collection.bulkWrite(inserts, ordered: false)
        try inserted.throwUnlessDuplicateKeys()
        try replaceForgotten(inserted.errors.map { requests[$0.index] })
        let others = try otherOwners(inserted.errors.map(\.index), of: requests)
        let ids = Set(requests.compactMap(\.customerID)).map { BSONValue(id: $0) }
        try bringUpToDate(
            try customers.findAll(["_id": ["$in": .array(ids)], "deleted": nil]).compactMap { document in
                let known = try BSONDecoder().decode(RecipientDocument.self, from: document)
                guard let id = document["_id"]?.idString, let name = known.name, let contact = known.contact else {
                    return nil
                }
                return CustomerNews(
                    id: id, sequence: known.version,
                    recipient: Recipient(name: name, contact: contact, address: known.address))
            })
        return others
    }

    /// Of requests whose orders are here: those that name another customer than the one that is kept. Spring peers name none.
    private func otherOwners(_ indices: [Int], of requests: [Fulfillment]) throws -> [Int: String] {
        guard !indices.isEmpty else { return [:] }
        let guids = Set(indices.map { requests[$0].order.guid }).map { BSONValue.string($0) }
        let options = FindOptions(projection: ["order.guid": 1, "customerId": 1])
        var owners: [String: String] = [:]
        try collection.find(["order.guid": ["$in": .array(guids)]], options: options) { document in
            if let guid = document["order"]?.documentValue?["guid"]?.stringValue {
                owners[guid] = document["customerId"]?.stringValue
            }
            return true
        }
        var others: [Int: String] = [:]
        for index in indices {
            let request = requests[index]
            if let owner = owners[request.order.guid], let named = request.customerID, named != owner {
                others[index] = owner
            }
        }
        return others
    }

    func follow(_ news: [CustomerNews]) throws {
        let areAllNew = try customers.upsertUnlessStale(news.map(Self.upsert)).isEmpty
        try bringUpToDate(areAllNew ? news : withoutDeleted(news))
    }

    /// Without what is older than its customer's deletion.
    private func withoutDeleted(_ news: [CustomerNews]) throws -> [CustomerNews] {
        let deleted = try customers.findAll(
            ["_id": ["$in": .array(news.map { BSONValue(id: $0.id) })], "deleted": true],
            options: FindOptions(projection: ["_id": 1]))
        let ids = Set(deleted.compactMap { $0["_id"]?.idString })
        return news.filter { !ids.contains($0.id) }
    }

    func removeAll() throws {
        _ = try collection.deleteMany([:])
        _ = try customers.deleteMany([:])
    }

    private func write(_ fulfillment: Fulfillment, at now: Int64) throws -> AggregateWrite {
        let document = try BSONEncoder().encode(FulfillmentDocument(fulfillment))
        var fields = BSONDocument()
        for key in ["order", "shippingMethod", "status", "operations"] {
            if let value = document[key] { fields.append(key, value) }
        }
        let events = fulfillment.newSteps.enumerated().map { index, step in
            statusChanged.event(
                for: fulfillment, step: step, sequence: fulfillment.version + Int64(index) + 1, at: now)
        }
        return .update(
            fulfillment.id, from: fulfillment.version, to: fulfillment.version + Int64(events.count),
            [
                "$set": .document(fields),
                "$push": [Self.sequencesField: ["$each": .array(events.map { .int64($0.sequence) })]],
            ], events: events)
    }

    /// News without a sequence (of a Spring peer) is taken as the newest, but brings back no deleted customer.
    private static func upsert(_ news: CustomerNews) throws -> ConditionalUpsert {
        let fields = try fields(news)
        return ConditionalUpsert(
            id: BSONValue(id: news.id), condition: condition(news),
            update: .document(update(setting: fields, isDeleted: news.recipient == nil)),
            document: fields.withID(news.id))
    }

    private static func fields(_ news: CustomerNews) throws -> BSONDocument {
        var fields: BSONDocument = news.recipient == nil ? ["deleted": true] : [:]
        if let recipient = news.recipient { fields = try fields.merging(recipient) }
        if let sequence = news.sequence { fields.append("version", .int64(sequence)) }
        return fields
    }

    private static func condition(_ news: CustomerNews) -> BSONDocument {
        guard let sequence = news.sequence else { return ["deleted": nil] }
        return ["$or": [.document(["version": nil]), .document(["version": ["$lt": .int64(sequence)]])]]
    }

    private static func update(setting fields: BSONDocument, isDeleted: Bool) -> BSONDocument {
        [
            "$set": .document(fields),
            "$unset": isDeleted ? ["name": "", "contact": "", "address": ""] : ["deleted": ""],
        ]
    }

    /// Name, contact and address of what is not shipped yet and shows an older version of the customer.
    private func bringUpToDate(_ news: [CustomerNews]) throws {
        let writes = try news.compactMap { item -> BulkWrite? in
            guard let recipient = item.recipient else { return nil }
            var filter: BSONDocument = [
                "customerId": .string(item.id),
                "status": ["$in": .array(OrderStatusType.notShippedYet.map { .string($0.rawValue) })],
            ]
            var fields = try BSONDocument().merging(recipient)
            if let sequence = item.sequence {
                filter.append("customerVersion", ["$lt": .int64(sequence)])
                fields.append("customerVersion", .int64(sequence))
            }
            return .updateMany(
                filter: filter, update: .document(["$set": .document(fields), "$inc": ["version": 1]]))
        }
        guard !writes.isEmpty else { return }
        try collection.bulkWrite(writes, ordered: false).throwUnlessDuplicateKeys()
    }

    func readable(_ document: BSONDocument) -> Fulfillment? {
        aggregates.readable(document, Self.fulfillment)
    }

    private static func fulfillment(_ document: BSONDocument) throws -> Fulfillment {
        try BSONDecoder().decode(FulfillmentDocument.self, from: document).fulfillment(
            id: document["_id"]?.idString ?? "", version: try AggregateCollection.version(of: document))
    }
}

extension BSONDocument {
    /// With name, contact and, if there is one, address of a recipient.
    fileprivate func merging(_ recipient: Recipient) throws -> BSONDocument {
        var document = self
        document.append("name", try BSONEncoder().encodeValue(recipient.name))
        document.append("contact", try BSONEncoder().encodeValue(recipient.contact))
        if let address = recipient.address { document.append("address", try BSONEncoder().encodeValue(address)) }
        return document
    }
}
