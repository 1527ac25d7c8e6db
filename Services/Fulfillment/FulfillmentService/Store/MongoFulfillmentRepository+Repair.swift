import BSON
import Mongo
import ServiceHost
import StorefrontContracts

extension MongoFulfillmentRepository {
    /// Prepares orders for a repair: `status` becomes that of the last step. Where nothing may go on being known, the next
    /// request replaces the items (which never change, so they are those of version 1) and a history that cannot be read.
    ///
    /// - Parameter versions: the guid of an order, and the version up to which it may stay known.
    /// - Returns: how many of these orders are here.
    func forgetOrders(_ versions: [ForgottenVersion]) throws -> Int64 {
        let spoiled = try guidsOfSpoiledHistories(among: versions.map(\.id))
        let writes = versions.map { version -> BulkWrite in
            var fields: BSONDocument = ["status": Self.lastStatus]
            if version.version < 1 {
                fields.append(Self.itemsForgottenField, true)
                if spoiled.contains(version.id) { fields.append(Self.historyForgottenField, true) }
            }
            fields.append("version", AggregateCollection.version(after: "$version"))
            return .update(
                filter: ["order.guid": .string(version.id)], update: .pipeline([["$set": .document(fields)]]))
        }
        return try collection.bulkWrite(writes).matched
    }

    private func guidsOfSpoiledHistories(among guids: [String]) throws -> Set<String> {
        let documents = try collection.findAll(
            ["order.guid": ["$in": .array(guids.map { .string($0) })]],
            options: FindOptions(projection: ["order.guid": 1, "order.orderStatusEvents": 1]))
        var spoiled: Set<String> = []
        for document in documents {
            var order = DocumentParts(document["order"])
            _ = order.elements("orderStatusEvents", of: OrderStatusEvent.self)
            if !order.unreadable.isEmpty, let guid: String = order.read("guid") { spoiled.insert(guid) }
        }
        return spoiled
    }

    /// Of orders that are here already, what was forgotten.
    func replaceForgotten(_ requests: [Fulfillment]) throws {
        guard !requests.isEmpty else { return }
        let updates = try requests.flatMap { request -> [BulkWrite] in
            let order = request.order
            var filter: BSONDocument = [
                "order.guid": .string(order.guid), "customerId": request.customerID.map { .string($0) } ?? .null,
            ]
            let items = BulkWrite.update(
                filter: filter.with(Self.itemsForgottenField, true),
                update: try Self.replacement(
                    Self.itemsForgottenField, ["order.orderItems": BSONEncoder().encodeValue(order.orderItems)]))
            // Whatever fulfillment did that orders does not know would be lost with the sequences of its steps.
            filter.append("order.orderStatusEvents", ["$size": .int32(Int32(order.orderStatusEvents.count))])
            let history = BulkWrite.update(
                filter: filter.with(Self.historyForgottenField, true),
                update: try Self.replacement(
                    Self.historyForgottenField,
                    [
                        "order.orderStatusEvents": BSONEncoder().encodeValue(order.orderStatusEvents),
                        "status": request.status.map { .string($0.rawValue) } ?? .null,
                    ]))
            return [items, history]
        }
        _ = try collection.bulkWrite(updates, ordered: false)
    }

    private static func replacement(_ mark: String, _ fields: BSONDocument) -> MongoUpdate {
        .document(["$set": .document(fields), "$unset": .document([mark: ""]), "$inc": ["version": 1]])
    }

    /// What `status` is to be: an expression.
    static var lastStatus: BSONValue {
        let last: BSONValue = ["$ifNull": [["$last": "$order.orderStatusEvents.orderStatusType"], .null]]
        return ["$cond": [["$eq": [last, "COMPLETED"]], "RECEIVED", last]]
    }
}

extension BSONDocument {
    fileprivate func with(_ key: String, _ value: BSONValue) -> BSONDocument {
        var document = self
        document.append(key, value)
        return document
    }
}
