public import BSON
import Mongo
import StorefrontContracts

extension AggregateQuery {
    /// The customers that are asked for, where a document's `_id` is the customer's id; to be sorted by `_id`.
    public var filter: BSONDocument {
        let behind = BSONDocument.idsBehind(after?.customer)
        guard let customers else { return behind }
        let ids = customers.compactMap { $0.map { BSONValue(id: $0) } }
        return ["$and": [.document(behind), ["_id": ["$in": .array(ids)]]]]
    }
}
