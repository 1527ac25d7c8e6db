import BSON
import FoundationEssentials
import Mongo
import Outbox
import ServiceHost
import StorefrontContracts

/// Customers in the collection `customer.accounts`: the customer's own members with `_id`, `version` and, until they
/// are published, its events. A deleted one keeps `_id`, `version` and `deleted`.
struct MongoCustomerRepository: CustomerRepository {
    static let collectionName = "customer.accounts"

    let aggregates: AggregateCollection
    let publisher: CustomerChangedPublisher

    var collection: MongoCollection { aggregates.documents }
    var outbox: Outbox { aggregates.outbox }

    var indexes: [IndexModel] {
        outbox.indexes + [IndexModel(name: "sample", keys: ["sample": 1], partialFilter: ["sample": true])]
    }

    func nextID() -> String { ObjectID().description }

    func find(_ id: String) throws -> Customer? {
        try collection.findOne(
            ["_id": BSONValue(id: id)], options: FindOptions(projection: AggregateCollection.withoutOutbox)
        )
        .map(Self.customer)
    }

    func commit(_ changes: [CustomerChange]) throws -> Bool {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return try aggregates.commit(changes.map { try write($0, at: now) }) == changes.count
    }

    func forEachLiving(_ body: (Customer) throws -> Void) throws {
        try aggregates.forEach(Self.living, read: Self.customer, body)
    }

    func living(samplesOnly: Bool, limit: Int) throws -> [(id: String, version: Int64)] {
        var filter = Self.living
        if samplesOnly { filter["sample"] = true }
        return try collection.findAll(
            filter, options: FindOptions(projection: ["_id": 1, "version": 1], limit: Int64(limit))
        ).compactMap { document in
            try document["_id"]?.idString.map { ($0, try AggregateCollection.version(of: document)) }
        }
    }

    private static let living: BSONDocument = ["deleted": nil]

    private func write(_ change: CustomerChange, at now: Int64) throws -> AggregateWrite {
        let customer = change.customer
        let events = [publisher.event(for: customer, at: now)].compactMap(\.self)
        var fields = try customer.details.map { try BSONEncoder().encode($0) } ?? ["deleted": true]
        if !customer.operations.isEmpty { fields.append("operations", .array(customer.operations.map { .string($0) })) }
        guard let from = change.from else {
            if customer.isSample { fields.append("sample", true) }
            return .insert(customer.id, version: customer.version, fields, events: events)
        }
        var update: BSONDocument = ["$set": .document(fields)]
        if customer.details == nil { update.append("$unset", Self.everythingElse) }
        return .update(customer.id, from: from, to: customer.version, update, events: events)
    }

    private static let everythingElse: BSONValue = [
        "name": "", "contact": "", "addresses": "", "creditCards": "", "sample": "", "operations": "",
        "_class": "",
    ]

    static func customer(_ document: BSONDocument) throws -> Customer {
        let isDeleted = document["deleted"]?.boolValue ?? false
        return Customer(
            stored: document["_id"]?.idString ?? "", version: try AggregateCollection.version(of: document),
            details: isDeleted ? nil : try BSONDecoder().decode(CustomerDetails.self, from: document),
            isSample: document["sample"]?.boolValue ?? false,
            operations: document["operations"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    }
}
