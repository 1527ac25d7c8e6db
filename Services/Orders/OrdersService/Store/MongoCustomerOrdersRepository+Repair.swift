import BSON
import Mongo
import ServiceHost
import StorefrontContracts

extension MongoCustomerOrdersRepository {
    /// Takes fulfillment's steps behind a sequence out of the histories of orders, before fulfillment tells them again: a
    /// step that was changed here has the sequence of the right one, which would be refused as known. Those without one
    /// (of Spring peers, who cannot tell them again) stay. `status` becomes that of the last step.
    ///
    /// The server does it, so it mends also what this service cannot read.
    ///
    /// - Parameter versions: the guid of an order, and the sequence up to which fulfillment's steps stay.
    /// - Returns: how many of these orders are here.
    func forgetSteps(_ versions: [ForgottenVersion]) throws -> Int64 {
        let writes = versions.map { version -> BulkWrite in
            let isMeant: BSONValue = ["$eq": ["$$order.guid", ["$literal": .string(version.id)]]]
            let orders: BSONValue = [
                "$map": [
                    "input": "$orders", "as": "order",
                    "in": ["$cond": [isMeant, Self.withoutSteps(beyond: version.version), "$$order"]],
                ]
            ]
            return .update(
                filter: ["orders.guid": .string(version.id)],
                update: .pipeline([
                    ["$set": ["orders": orders, "version": AggregateCollection.version(after: "$version")]]
                ]))
        }
        return try collection.bulkWrite(writes).matched
    }

    /// The order `$$order`.
    private static func withoutSteps(beyond sequence: Int64) -> BSONValue {
        let steps: BSONValue = [
            "$filter": [
                "input": ["$cond": [["$isArray": ["$$order.orderStatusEvents"]], "$$order.orderStatusEvents", []]],
                "as": "step",
                "cond": [
                    "$or": [
                        ["$ne": ["$$step.source", .string(OrderDocument.fulfillment)]],
                        // What is missing sorts before every number.
                        ["$lte": ["$$step.sequence", .int64(sequence)]],
                    ]
                ],
            ]
        ]
        let status: BSONValue = ["$ifNull": [["$last": "$$steps.orderStatusType"], .null]]
        return [
            "$let": [
                "vars": ["steps": steps],
                "in": [
                    "$mergeObjects": [
                        "$$order",
                        [
                            "orderStatusEvents": "$$steps",
                            "version": AggregateCollection.version(after: "$$order.version"),
                            "status": ["$cond": [["$eq": [status, "COMPLETED"]], "RECEIVED", status]],
                        ],
                    ]
                ],
            ]
        ]
    }
}
