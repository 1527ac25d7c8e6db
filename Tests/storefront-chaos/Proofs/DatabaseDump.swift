import BSON
import Mongo
import TestSupport

/// Every document of every service, as bytes. Left out: what is known of requests, and the outbox's own bookkeeping.
struct DatabaseDump {
    private static let collections: [(ServiceName, String)] = [
        (.accounts, "customer.accounts"), (.accounts, "order.summaries"), (.orders, "customer.orders"),
        (.fulfillment, "fulfillment.requests"), (.fulfillment, "customers"),
    ]

    private var documents: [String: [UInt8]] = [:]

    init(_ fleet: Fleet) throws {
        for (service, name) in Self.collections {
            try fleet.collection(name, of: service).find([:]) { document in
                let id = document["_id"]?.idString ?? "\(documents.count)"
                documents["\(service.rawValue)/\(name)/\(id)"] = document.bytes
                return true
            }
        }
    }

    var count: Int { documents.count }

    func changes(to other: DatabaseDump) -> [String] {
        Set(documents.keys).union(other.documents.keys).filter { documents[$0] != other.documents[$0] }.sorted()
    }
}
