import BSON
import Mongo

/// The lease of one collection's outbox: a document in the collection `outbox.leases` of the same database that says who
/// relays it, until when, and which other instances there are.
///
/// All times in it are the server's (`$$NOW`), so the replicas' clocks do not matter.
struct LeaseStore: Sendable {
    static let collectionName = "outbox.leases"
    /// How long the lease holds, and how long an instance that was not heard of counts as living.
    static let length = Duration.seconds(6)
    private static let milliseconds = BSONValue.int64(length.components.seconds * 1000)

    /// One process's share in the relay.
    struct Instance: Equatable {
        let id: String
        /// Nil where it is not known.
        let process: ProcessIdentity?
    }

    struct Roll: Equatable {
        let owner: String
        /// Whoever was heard of lately, the asking one too.
        let members: [Instance]
    }

    private let leases: MongoCollection
    private let name: String

    init(of collection: MongoCollection) {
        leases = collection.database.collection(Self.collectionName)
        name = collection.name
    }

    /// A sign of life, which takes the lease when it is free or its owner is among the `dead`, and renews it when this is
    /// its owner.
    func beat(_ instance: Instance, dead: [String]) throws(MongoError) -> Roll {
        let dead = BSONValue.array(dead.map { .string($0) })
        let others: BSONValue = [
            "$filter": [
                "input": ["$ifNull": ["$members", .array([])]],
                "cond": [
                    "$and": [
                        ["$ne": ["$$this.id", .string(instance.id)]], ["$not": [["$in": ["$$this.id", dead]]]],
                        ["$gt": ["$$this.seen", ["$subtract": ["$$NOW", Self.milliseconds]]]],
                    ]
                ],
            ]
        ]
        let own: BSONDocument = [
            "id": .string(instance.id), "process": .string(instance.process?.text ?? ""), "seen": "$$NOW",
        ]
        let isFree: BSONValue = [
            "$or": [
                ["$lte": [["$ifNull": ["$until", .date(BSONDate(milliseconds: 0))]], "$$NOW"]],
                ["$in": ["$owner", dead]],
            ]
        ]
        let document = try leases.findOneAndUpdate(
            ["_id": .string(name)],
            .pipeline([
                [
                    "$set": [
                        "owner": ["$cond": [isFree, .string(instance.id), "$owner"]],
                        "members": ["$concatArrays": [others, .array([.document(own)])]],
                    ]
                ],
                [
                    "$set": [
                        "until": [
                            "$cond": [
                                ["$eq": ["$owner", .string(instance.id)]], ["$add": ["$$NOW", Self.milliseconds]],
                                "$until",
                            ]
                        ]
                    ]
                ],
            ]), upsert: true)
        return Roll(document ?? BSONDocument())
    }

    /// The instance is gone, and with it its lease.
    func leave(_ instance: Instance) throws(MongoError) {
        let id = BSONValue.string(instance.id)
        _ = try leases.update(
            ["_id": .string(name)],
            .pipeline([
                [
                    "$set": [
                        "until": [
                            "$cond": [["$eq": ["$owner", id]], .date(BSONDate(milliseconds: 0)), "$until"]
                        ],
                        "members": [
                            "$filter": [
                                "input": ["$ifNull": ["$members", .array([])]], "cond": ["$ne": ["$$this.id", id]],
                            ]
                        ],
                    ]
                ]
            ]))
    }
}

extension LeaseStore.Roll {
    fileprivate init(_ document: BSONDocument) {
        owner = document["owner"]?.stringValue ?? ""
        members = (document["members"]?.arrayValue ?? []).compactMap { member in
            guard let member = member.documentValue, let id = member["id"]?.stringValue else { return nil }
            return .init(id: id, process: member["process"]?.stringValue.flatMap(ProcessIdentity.init(text:)))
        }
    }
}
