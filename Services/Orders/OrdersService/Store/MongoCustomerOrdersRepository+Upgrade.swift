import BSON
import Mongo
import ServiceHost

extension MongoCustomerOrdersRepository {
    /// Brings documents that the demo wrote into this service's form (status of each order for the index, versions,
    /// prices as decimals), so that steps find them. One that cannot be read is left as it is and logged.
    func upgrade() throws {
        let old: BSONDocument = ["orders": ["$elemMatch": ["status": nil]]]
        try collection.find(old, options: FindOptions(projection: ["outbox": 0])) { document in
            guard let stored = readable(document) else { return true }
            let orders = try (stored.orders ?? []).map {
                BSONValue.document(try BSONEncoder().encode(OrderDocument($0)))
            }
            _ = try collection.update(
                AggregateCollection.unchanged(stored.id, since: stored.version),
                .document([
                    "$set": ["orders": .array(orders), "version": .int64(stored.version + 1)],
                    "$unset": ["_class": ""],
                ]))
            return true
        }
    }
}
