import BSON
import Mongo
import TestSupport

/// Finds fulfillment's own id of an order, by which its steps are addressed. Only the summary of all shows it, which is
/// too much to read for each order, so the database is asked.
struct FulfillmentFinder: Sendable {
    let collection: MongoCollection

    init(_ fleet: Fleet) { collection = fleet.collection("fulfillment.requests", of: .fulfillment) }

    /// Nil while it is not there, or the database is not.
    func id(ofOrder guid: String) -> String? {
        let found = try? collection.findOne(
            ["order.guid": .string(guid)], options: FindOptions(projection: ["_id": 1]))
        return found?["_id"]?.idString
    }

    /// Notes the ids of those that were sent, as far as they are there.
    func learn(fulfillmentsOf customer: CustomerRecord, _ ledger: Ledger) {
        for (index, order) in customer.orders.enumerated() where order.isSent && order.fulfillmentID == nil {
            guard let id = id(ofOrder: order.guid) else { continue }
            ledger.learn(customer.id, order: index, fulfillmentID: id)
        }
    }
}
