import BSON
import Mongo
import StorefrontContracts

/// The latest status of each order by each of its owners, one document per order in `order.summaries`.
struct MongoOrderSummaryRepository: OrderSummaryRepository {
    static let collectionName = "order.summaries"

    let collection: MongoCollection

    var indexes: [IndexModel] { [IndexModel(name: "customerId, guid", keys: ["customerId": 1, "_id": 1])] }

    func record(_ reports: [OrderStatusReport]) throws {
        for owner in OrderStatusOwner.allCases {
            var latest: [String: OrderStatusReport] = [:]
            for report in reports where report.owner == owner {
                if let other = latest[report.guid], other.order > report.order { continue }
                latest[report.guid] = report
            }
            try collection.upsertUnlessStale(latest.values.map(Self.upsert))
        }
    }

    func summary(ofCustomer id: String) throws -> OrderSummary {
        let entries = try collection.findAll(["customerId": .string(id)], options: FindOptions(sort: ["_id": 1]))
            .compactMap { document -> OrderSummary.Entry? in
                let reports = [OrderStatusOwner.fulfillment, .orders].compactMap {
                    document[$0.rawValue]?.documentValue
                }
                guard let guid = document["_id"]?.stringValue, let report = reports.first else { return nil }
                let status = try BSONDecoder().decode(OrderStatusEvent.self, from: report)
                return OrderSummary.Entry(guid: guid, status: status.orderStatusType, timestamp: status.timestamp)
            }
        return OrderSummary(customerID: id, orders: entries)
    }

    func removeAll() throws { _ = try collection.deleteMany([:]) }

    /// A report replaces the owner's earlier one: by sequence, or by time where an owner gives none.
    private static func upsert(_ report: OrderStatusReport) throws -> ConditionalUpsert {
        let owner = report.owner.rawValue
        var stored = try BSONEncoder().encode(report.status)
        if let sequence = report.sequence { stored.append("sequence", .int64(sequence)) }
        var fields: BSONDocument = [owner: .document(stored)]
        if let customerID = report.customerID { fields.append("customerId", .string(customerID)) }
        let (field, value) =
            report.sequence.map { ("\(owner).sequence", $0) } ?? ("\(owner).timestamp", report.status.timestamp)
        let written = fields
        return ConditionalUpsert(
            id: .string(report.guid),
            condition: ["$or": [.document([field: nil]), .document([field: ["$lt": .int64(value)]])]],
            update: .document(["$set": .document(written)]))
    }
}

extension OrderStatusReport {
    fileprivate var order: (Int64, Int64) { (sequence ?? 0, status.timestamp) }
}
