import BSON
import FoundationEssentials
import Mongo
import Outbox
import StorefrontContracts
import StructuredLogging

/// Customers in the collection `customer.accounts`: the customer's own members with `_id`, `version` and, until they
/// are published, its events. A deleted one keeps `_id`, `version` and `deleted`.
struct MongoCustomerRepository: CustomerRepository {
    static let collectionName = "customer.accounts"

    let collection: MongoCollection
    let outbox: Outbox
    let publisher: CustomerChangedPublisher
    let logger: Logger

    var indexes: [IndexModel] {
        outbox.indexes + [IndexModel(name: "sample", keys: ["sample": 1], partialFilter: ["sample": true])]
    }

    func nextID() -> String { ObjectID().description }

    func find(_ id: String) throws -> Customer? {
        try collection.findOne(["_id": BSONValue(id: id)], options: FindOptions(projection: Self.withoutOutbox))
            .map(Self.customer)
    }

    func commit(_ changes: [CustomerChange]) throws -> Bool {
        if changes.isEmpty { return true }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let result = try collection.bulkWrite(changes.map { try write($0, at: now) }, ordered: false)
        outbox.nudge(changes.map { BSONValue(id: $0.customer.id) })
        try result.throwUnlessDuplicateKeys()
        return result.inserted + result.matched == Int64(changes.count)
    }

    func forEachLiving(_ body: (Customer) throws -> Void) throws {
        try collection.find(Self.living, options: FindOptions(projection: Self.withoutOutbox)) { document in
            do {
                try body(try Self.customer(document))
            } catch let error as DecodingError {
                logger.warning(
                    "a customer cannot be read and is left out",
                    metadata: ["id": "\(document["_id"]?.idString ?? "?")", "error": "\(error)"])
            }
            return true
        }
    }

    func living(samplesOnly: Bool, limit: Int) throws -> [(id: String, version: Int64)] {
        var filter = Self.living
        if samplesOnly { filter["sample"] = true }
        return try collection.findAll(
            filter, options: FindOptions(projection: ["_id": 1, "version": 1], limit: Int64(limit))
        ).compactMap { document in
            document["_id"]?.idString.map { ($0, Self.version(document)) }
        }
    }

    private static let withoutOutbox: BSONDocument = ["outbox": 0]
    private static let living: BSONDocument = ["deleted": nil]

    private func write(_ change: CustomerChange, at now: Int64) throws -> BulkWrite {
        let customer = change.customer
        let events = [publisher.event(for: customer, at: now)]
        var fields = try customer.details.map { try BSONEncoder().encode($0) } ?? ["deleted": true]
        fields.append("version", .int64(customer.version))
        if !customer.operations.isEmpty { fields.append("operations", .array(customer.operations.map { .string($0) })) }
        guard let from = change.from else {
            if customer.isSample { fields.append("sample", true) }
            return .insert(outbox.document(fields.withID(customer.id), carrying: events))
        }
        var update: BSONDocument = ["$set": .document(fields)]
        if customer.details == nil { update.append("$unset", Self.everythingElse) }
        return .update(
            filter: ["_id": BSONValue(id: customer.id), "version": from == 0 ? nil : .int64(from)],
            update: .document(outbox.update(update, carrying: events)))
    }

    private static let everythingElse: BSONValue = [
        "name": "", "contact": "", "addresses": "", "creditCards": "", "sample": "", "operations": "",
        "_class": "",
    ]

    static func customer(_ document: BSONDocument) throws -> Customer {
        let isDeleted = document["deleted"]?.boolValue ?? false
        return Customer(
            stored: document["_id"]?.idString ?? "", version: version(document),
            details: isDeleted ? nil : try BSONDecoder().decode(CustomerDetails.self, from: document),
            isSample: document["sample"]?.boolValue ?? false,
            operations: document["operations"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    }

    private static func version(_ document: BSONDocument) -> Int64 { document["version"]?.integerValue ?? 0 }
}
