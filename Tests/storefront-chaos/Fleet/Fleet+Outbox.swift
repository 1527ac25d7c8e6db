import BSON
import Mongo
import TestSupport

extension Fleet {
    /// The collection with the outbox of each service.
    private static let outboxes: [ServiceName: String] = [
        .accounts: "customer.accounts", .orders: "customer.orders", .fulfillment: "fulfillment.requests",
    ]

    func outbox(of service: ServiceName) -> MongoCollection {
        collection(Self.outboxes[service, default: ""], of: service)
    }

    /// Documents of a service with events that are not published yet; -1 when the database does not say.
    func waiting(in service: ServiceName) -> Int64 {
        (try? outbox(of: service).count(["outbox.0": ["$exists": true]])) ?? -1
    }

    /// The ids of all events of a service that are not published yet.
    func waitingEvents(of service: ServiceName) throws -> [String] {
        var ids: [String] = []
        let options = FindOptions(projection: ["outbox.id": 1])
        try outbox(of: service).find(["outbox.0": ["$exists": true]], options: options) { document in
            ids += (document["outbox"]?.arrayValue ?? []).compactMap { $0.documentValue?["id"]?.stringValue }
            return true
        }
        return ids
    }
}
