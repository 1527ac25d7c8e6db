import BSON
import Mongo

extension MongoFulfillmentRepository {
    /// Gives documents that the demo wrote the `status` by which steps select.
    func upgrade() throws {
        let last: BSONValue = ["$last": "$order.orderStatusEvents.orderStatusType"]
        _ = try collection.updateMany(
            ["status": nil],
            .pipeline([
                ["$set": ["status": ["$cond": [["$eq": [last, "COMPLETED"]], "RECEIVED", last]]]], ["$unset": "_class"],
            ]))
    }
}
