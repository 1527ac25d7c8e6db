import BSON
import Kafka
import Mongo
import Outbox
import PrometheusMetrics
import StorefrontContracts
import StructuredLogging
import TestSupport
import Testing

@testable import ServiceHost

@Suite(.enabled(if: TestMongo.isAvailable(for: "AggregateCollectionTests")))
struct AggregateCollectionTests {
    let people: AggregateCollection

    private struct Unreadable: Error {}

    init() throws { people = try .people() }

    private func page(after last: String?, limit: Int) throws -> [String] {
        try people.page(["old": nil], after: last, limit: limit) { document in
            guard document["unreadable"] == nil, let id = document["_id"]?.idString else { throw Unreadable() }
            return id
        }
    }

    @Test func `pages go from texts to ObjectIds and leave out what cannot be read`() throws {
        let ids = ["a", "b", "60a52f0e1c9d440000a1b2c1", "60a52f0e1c9d440000a1b2c2", "60a52f0e1c9d440000a1b2c3"]
        for id in ids.shuffled() {
            let document: BSONDocument = id.hasSuffix("1") ? ["unreadable": true] : ["name": "x"]
            try people.documents.insert(document.withID(id))
        }
        try people.documents.insert((["old": true] as BSONDocument).withID("c"))
        #expect(try page(after: nil, limit: 1) == ["a"])
        #expect(try page(after: "a", limit: 1) == ["b"])
        #expect(try page(after: "b", limit: 1) == ["60a52f0e1c9d440000a1b2c2"])
        #expect(try page(after: nil, limit: 9) == ids.filter { !$0.hasSuffix("1") })
        #expect(try page(after: ids[4], limit: 9).isEmpty)
    }

    @Test(arguments: [nil, .null, 0, .int64(0), .double(0)] as [BSONValue?])
    func `version 0 stands for documents that have none, and for no later one`(version: BSONValue?) throws {
        var document: BSONDocument = [:]
        if let version { document.append("version", version) }
        try people.documents.insert(document.withID("a"))
        func isUnchanged(since version: Int64) throws -> Bool {
            try people.documents.count(AggregateCollection.unchanged("a", since: version)) == 1
        }
        #expect(try isUnchanged(since: 0) && !isUnchanged(since: 1))
        _ = try people.documents.update(["_id": "a"], .document(["$set": ["version": 1]]))
        #expect(try !isUnchanged(since: 0) && isUnchanged(since: 1))
    }

    @Test func `a commit takes only what is new or unchanged, and keeps version and events beside it`() throws {
        let event = OutboxEvent(
            id: "e", topic: "t", key: "a", type: "", typeID: "", subject: "a", sequence: 1, timeMilliseconds: 0,
            value: nil)
        let insert = AggregateWrite.insert("a", version: 1, ["name": "Ada"], events: [event])
        #expect(try people.commit([insert]) == 1)
        #expect(try people.commit([insert]) == 0)
        let update: BSONDocument = ["$set": ["name": "Bob"], "$push": ["tags": "x"]]
        #expect(try people.commit([.update("a", from: 1, to: 3, update, events: [event])]) == 1)
        #expect(try people.commit([.update("a", from: 1, to: 2, update, events: [event])]) == 0)
        #expect(try people.commit([.update("a", from: 3, to: 4, ["$unset": ["tags": ""]], events: [])]) == 1)
        #expect(try people.commit([]) == 0)
        let document = try #require(try people.documents.findOne(["_id": "a"]))
        #expect(document["name"]?.stringValue == "Bob" && document["tags"] == nil)
        #expect(try AggregateCollection.version(of: document) == 4)
        #expect(document["outbox"]?.arrayValue?.count == 2)
    }

    @Test func `a version at the end of the numbers makes a document unreadable, and the others are read`() throws {
        for (id, version) in [("a", Int64.max), ("b", 1), ("c", .min), ("d", EventSequence.bounds.upperBound + 200)] {
            try people.documents.insert(["_id": .string(id), "version": .int64(version)])
        }
        var found: [String] = []
        try people.forEach([:], read: { ($0["_id"]?.idString ?? "", try AggregateCollection.version(of: $0)) }) {
            found.append($0.0)
        }
        #expect(found.sorted() == ["b", "d"])
    }
}

extension AggregateCollection {
    /// In a database of its own, with an outbox that nobody empties.
    static func people(logger: Logger = Logger(label: "test")) throws -> AggregateCollection {
        let documents = try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase()).collection("people")
        let producer = try KafkaProducer(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test"), logger: logger)
        let outbox = Outbox(
            collection: documents, producer: producer, source: "people", metrics: MetricsRegistry(), logger: logger)
        return AggregateCollection(documents, outbox: outbox, logger: logger)
    }
}
