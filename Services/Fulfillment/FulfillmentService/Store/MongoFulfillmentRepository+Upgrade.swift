import BSON
import Mongo

extension MongoFulfillmentRepository {
    /// Gives documents that the demo wrote the `status` by which steps select.
    func upgrade() throws {
        _ = try collection.updateMany(
            ["status": nil], .pipeline([["$set": ["status": Self.lastStatus]], ["$unset": "_class"]]))
    }
}
