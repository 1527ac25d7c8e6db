import BSON
import FoundationEssentials
import Mongo
import Outbox
import ServiceHost
import StorefrontContracts

extension MongoCustomerRepository {
    /// Ids, versions and digests, deleted ones too.
    func aggregates(_ query: AggregateQuery) throws -> AggregatePage<CustomerAggregate> {
        var found: [CustomerAggregate] = []
        try forEach(query.filter, limit: query.limit, projection: ["outbox": 0, "creditCards": 0]) { document in
            found.append(CustomerAggregate(document, digests: CustomerDigests.ofAddresses))
        }
        return AggregatePage(found, limit: query.limit) { AggregatePosition(customer: $0.id) }
    }

    /// The present state of customers, deletions too, through the outbox.
    func republish(after last: String?, limit: Int) throws -> RepublishedPage {
        try republish(.idsBehind(last), limit: limit)
    }

    func republish(ids: [String]) throws -> RepublishedPage {
        var page = try republish(["_id": ["$in": .array(ids.map { BSONValue(id: $0) })]], limit: ids.count)
        page.last = nil
        return page
    }

    private func republish(_ filter: BSONDocument, limit: Int) throws -> RepublishedPage {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var batch = RepublishBatch(aggregates)
        var ids: [String] = []
        try forEach(filter, limit: limit, projection: ["outbox": 0]) { document in
            ids.append(document["_id"]?.idString ?? "")
            if let customer = try? Self.customer(document), let event = publisher.event(for: customer, at: now) {
                batch.add(customer.id, in: customer.id, [event])
            } else {
                batch.addUnreadable()
            }
        }
        return try batch.commit(last: ids.count < limit ? nil : ids.last)
    }

    private func forEach(
        _ filter: BSONDocument, limit: Int, projection: BSONDocument, _ body: (BSONDocument) throws -> Void
    ) throws {
        try collection.find(
            filter, options: FindOptions(projection: projection, sort: ["_id": 1], limit: Int64(limit))
        ) { document in
            try body(document)
            return true
        }
    }
}
