import BSON
import Mongo

/// What a service remembers of the broker that it published to, in its own database: so it notices one that comes back
/// without the records.
struct RepublishMarker: Sendable, Equatable {
    var clusterID: String?
    /// The offset of the next record of each partition, by topic, as last seen.
    var ends: [String: [Int64]] = [:]
    /// The broker lost records, and not all was published again yet.
    var isHealing = false
}

/// Keeps the marker in the collection `outbox.state`.
struct RepublishMarkerStore: Sendable {
    static let collectionName = "outbox.state"
    let collection: MongoCollection

    func load() throws -> RepublishMarker? {
        try collection.findOne(Self.filter).map { document in
            var marker = RepublishMarker(
                clusterID: document["clusterId"]?.stringValue, isHealing: document["healing"]?.boolValue ?? false)
            for topic in document["topics"]?.arrayValue ?? [] {
                guard let topic = topic.documentValue, let name = topic["name"]?.stringValue else { continue }
                marker.ends[name] = (topic["ends"]?.arrayValue ?? []).map { $0.integerValue ?? 0 }
            }
            return marker
        }
    }

    func save(_ marker: RepublishMarker) throws {
        // Names of topics have dots: they are values, not keys.
        let topics = marker.ends.sorted { $0.key < $1.key }.map { name, ends -> BSONValue in
            ["name": .string(name), "ends": .array(ends.map { .int64($0) })]
        }
        _ = try collection.replace(
            Self.filter,
            [
                "_id": "broker", "clusterId": marker.clusterID.map { .string($0) } ?? .null, "topics": .array(topics),
                "healing": .bool(marker.isHealing),
            ], upsert: true)
    }

    private static let filter: BSONDocument = ["_id": "broker"]
}
