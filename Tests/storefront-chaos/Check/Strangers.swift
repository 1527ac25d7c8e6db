import BSON
import Mongo
import TestSupport

/// What is in the databases and was never acknowledged to anybody, or is there twice: a write that took effect two times
/// makes a customer, an order or a request that no client knows of.
struct Strangers {
    let fleet: Fleet

    func differences(_ customers: [CustomerRecord]) throws -> [Difference] {
        let known = Set(customers.map(\.id))
        let sent = Set(customers.flatMap(\.orders).filter(\.isSent).map(\.guid))
        var differences: [Difference] = []
        try fleet.collection("customer.accounts", of: .accounts).find([:]) { document in
            let id = document["_id"]?.idString ?? "?"
            if !known.contains(id) { differences.append(Difference(.duplicated, .accounts, "unknown customer \(id)")) }
            return true
        }
        try fleet.collection("customer.orders", of: .orders).find([:]) { document in
            let id = document["_id"]?.idString ?? "?"
            if !known.contains(id) { differences.append(Difference(.duplicated, .orders, "unknown customer \(id)")) }
            return true
        }
        var seen: Set<String> = []
        try fleet.collection("fulfillment.requests", of: .fulfillment).find([:]) { document in
            let guid = document["order"]?.documentValue?["guid"]?.stringValue ?? "?"
            if !sent.contains(guid) || !seen.insert(guid).inserted {
                differences.append(Difference(.duplicated, .fulfillment, "request for order \(guid)"))
            }
            return true
        }
        return differences
    }
}
