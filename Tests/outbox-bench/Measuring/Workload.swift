import BSON
import Foundation
import Mongo
import Outbox

/// Customers of about 1 KB, and changes of one field with an event that carries the whole customer, as accounts does it.
struct Workload: Sendable {
    let ids: [String]

    /// Inserts them with version 1.
    init(count: Int, into aggregates: MongoCollection) throws {
        ids = (0..<count).map { _ in ObjectID().description }
        for start in stride(from: 0, to: count, by: 1000) {
            let part = ids[start..<min(start + 1000, count)]
            _ = try aggregates.bulkWrite(part.map { .insert(Self.fields(version: 1).withID($0)) }, ordered: false)
        }
    }

    /// The change of customer `index` that makes `version`.
    func change(_ index: Int, to version: Int64, withEvent: Bool) -> AggregateChange {
        let id = ids[index]
        return AggregateChange(
            id: id, from: version - 1, fields: Self.fields(version: version),
            events: withEvent ? [Self.event(of: id, version: version)] : [])
    }

    private static let paragraph = String(repeating: "A customer of the storefront. ", count: 4)
    private static let details = BSONDocument((0..<8).map { ("field\($0)", .string(paragraph)) })

    /// As the services write it: every field is set, though only few differ from what is there.
    private static func fields(version: Int64) -> BSONDocument {
        [
            "details": .document(details), "email": .string("customer-\(version)@example.org"),
            "version": .int64(version),
        ]
    }

    private static let value = Array(String(repeating: paragraph, count: 8).utf8)

    private static func event(of id: String, version: Int64) -> OutboxEvent {
        OutboxEvent(
            id: UUID().uuidString, topic: "account.customer.change", key: id, type: "customer.changed",
            typeID: "com.example.CustomerChangeEvent", subject: id, sequence: version,
            timeMilliseconds: Int64(Date().timeIntervalSince1970 * 1000), value: value)
    }
}
