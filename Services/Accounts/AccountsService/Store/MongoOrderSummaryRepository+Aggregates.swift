import BSON
import Mongo
import ServiceHost
import StorefrontContracts

extension MongoOrderSummaryRepository {
    /// The last status of each order by each owner.
    func aggregates(_ query: AggregateQuery) throws -> AggregatePage<OrderSummaryAggregate> {
        var found: [OrderSummaryAggregate] = []
        try collection.find(
            byOwner: "customerId", then: "_id", behind: query.after.map { ($0.customer, $0.order ?? "") },
            owners: query.customers, limit: query.limit, projection: [:]
        ) { document in
            var parts = DocumentParts(document)
            let orders: StoredReport? = parts.read(OrderStatusOwner.orders.rawValue)
            let fulfillment: StoredReport? = parts.read(OrderStatusOwner.fulfillment.rawValue)
            found.append(
                OrderSummaryAggregate(
                    guid: document["_id"]?.idString ?? "", customerId: document["customerId"]?.stringValue,
                    orders: orders?.aggregate, fulfillment: fulfillment?.aggregate, unreadable: parts.unreadable))
        }
        return AggregatePage(found, limit: query.limit) {
            AggregatePosition(customer: $0.customerId, order: $0.guid)
        }
    }

    /// Lets the next event of either owner replace what is known, and say whose the order is.
    func forget(_ versions: [ForgottenVersion]) throws -> Int64 {
        let writes = OrderStatusOwner.allCases.flatMap { owner in
            versions.map { version -> BulkWrite in
                let field = "\(owner.rawValue).sequence"
                return .update(
                    filter: [
                        "_id": .string(version.id),
                        // What is no number would be above every sequence.
                        field: ["$exists": true, "$not": ["$lte": .int64(version.version)]],
                    ],
                    update: .document(["$set": .document([field: .int64(version.version)])]))
            }
        }
        let customers = versions.map {
            BulkWrite.update(filter: ["_id": .string($0.id)], update: .document(["$unset": ["customerId": ""]]))
        }
        let lowered = try collection.bulkWrite(writes, ordered: false).matched
        _ = try collection.bulkWrite(customers, ordered: false)
        return lowered
    }

    private struct StoredReport: Codable {
        var timestamp: Int64
        var orderStatusType: OrderStatusType
        var note: String?
        var sequence: Int64?

        var aggregate: StatusAggregate {
            StatusAggregate(
                OrderStatusEvent(timestamp: timestamp, orderStatusType: orderStatusType, note: note),
                sequence: sequence)
        }
    }
}
