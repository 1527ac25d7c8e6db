import BSON
import Mongo
import ServiceHost
import StorefrontContracts

extension MongoFulfillmentRepository {
    /// Prepares orders for a repair: `status` becomes that of the last step, and items that may not go on being known are
    /// replaced by the next request. The items of an order never change: they are those of its version 1.
    ///
    /// - Parameter versions: the guid of an order, and the version up to which it may stay known.
    /// - Returns: how many of these orders are here.
    func forgetOrders(_ versions: [ForgottenVersion]) throws -> Int64 {
        let writes = versions.map { version -> BulkWrite in
            var fields: BSONDocument = ["status": Self.lastStatus]
            if version.version < 1 { fields.append(Self.itemsForgottenField, true) }
            fields.append("version", AggregateCollection.version(after: "$version"))
            return .update(
                filter: ["order.guid": .string(version.id)], update: .pipeline([["$set": .document(fields)]]))
        }
        return try collection.bulkWrite(writes).matched
    }

    /// What `status` is to be: an expression.
    static var lastStatus: BSONValue {
        let last: BSONValue = ["$ifNull": [["$last": "$order.orderStatusEvents.orderStatusType"], .null]]
        return ["$cond": [["$eq": [last, "COMPLETED"]], "RECEIVED", last]]
    }
}
