import BSON
import Kafka
import Mongo
import Outbox
import PrometheusMetrics
import ServiceHost
import StorefrontContracts
import StructuredLogging
import TestSupport
import Testing

@testable import FulfillmentService

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoFulfillmentRepositoryTests")))
struct MongoFulfillmentRepositoryTests {
    let fulfillments: MongoFulfillmentRepository

    init() throws { fulfillments = try .make() }

    @Test func `a request is kept once, whatever its id`() throws {
        let request = Fulfillment.make(guid: "g1", id: fulfillments.nextID())
        try fulfillments.accept([request, .make(guid: "g1", id: fulfillments.nextID())])
        try fulfillments.accept([
            .make(guid: "g1", id: fulfillments.nextID()), .make(guid: "g2", id: fulfillments.nextID()),
        ])
        #expect(try fulfillments.page(in: .approved, after: nil, limit: 9).map(\.order.guid).sorted() == ["g1", "g2"])
        #expect(try fulfillments.find(request.id) == request)
    }

    @Test func `a request that comes with a step of fulfillment tells it again with the same sequence each time`()
        throws
    {
        let request = Fulfillment(
            accepting: .make(guid: "g1", status: .processing), as: fulfillments.nextID(), customerVersion: 1, version: 5
        )
        try fulfillments.accept([request])
        for _ in 1...2 {
            #expect(try fulfillments.forgetOrders([ForgottenVersion(id: "g1", version: .max)]) == 1)
            #expect(try fulfillments.republish(guids: ["g1"]).events == 1)
        }
        let document = try #require(try fulfillments.collection.findOne(["order.guid": "g1"]))
        #expect(document["version"] == 7)
        let events = try #require(document["outbox"]?.arrayValue).map { $0.documentValue?["sequence"] }
        #expect(events == [5, 5])
    }

    @Test func `a request replaces items only where they were forgotten, once, and of the same customer`() throws {
        let chair = Product(guid: "p1", title: "A chair", description: "", price: Money(cents: 100))
        func request(of customer: String = "a") -> Fulfillment {
            .make(
                guid: "g1", id: fulfillments.nextID(), items: [OrderItem(product: chair, quantity: 2)],
                customer: customer)
        }
        let first = request()
        try fulfillments.accept([first])
        let edited: BSONDocument = ["$set": ["order.orderItems": []]]
        func edit() throws { _ = try fulfillments.collection.update(["order.guid": "g1"], .document(edited)) }
        func items() throws -> [FulfillmentOrder.Item]? { try fulfillments.find(first.id)?.order.orderItems }
        try edit()
        try fulfillments.accept([request()])
        #expect(try items() == [], "nobody forgot them")
        #expect(try fulfillments.forgetOrders([ForgottenVersion(id: "g1", version: 0)]) == 1)
        try fulfillments.accept([request(of: "another")])
        #expect(try items() == [])
        var late = try #require(try fulfillments.find(first.id))
        try fulfillments.accept([request()])
        #expect(try items() == first.order.orderItems)
        try late.make(.process, at: 5)
        #expect(try fulfillments.commit([late]) == 0, "it would bring back what was edited")
        try edit()
        try fulfillments.accept([request()])
        #expect(try items() == [], "they were replaced once")
    }

    @Test func `the status is made from the history again, and items stay unless they are to be forgotten`() throws {
        try fulfillments.accept(["g1", "g2"].map { .make(guid: $0, id: fulfillments.nextID()) })
        _ = try fulfillments.collection.updateMany([:], .document(["$set": ["status": "SHIPPED", "version": "odd"]]))
        #expect(try fulfillments.forgetOrders([ForgottenVersion(id: "g1", version: .max)]) == 1)
        let changed = try #require(try fulfillments.collection.findOne(["order.guid": "g1"]))
        #expect(changed["status"] == "APPROVED" && changed["version"]?.integerValue == 1)
        #expect(changed[MongoFulfillmentRepository.itemsForgottenField] == nil)
        #expect(try fulfillments.collection.findOne(["order.guid": "g2"])?["status"] == "SHIPPED")
    }

    @Test func `a history that cannot be read is replaced by one of as many steps`() throws {
        let request = Fulfillment.make(guid: "g1", id: fulfillments.nextID())
        try fulfillments.accept([request])
        func spoil(_ update: BSONDocument) throws {
            _ = try fulfillments.collection.update(["order.guid": "g1"], .document(update))
            _ = try fulfillments.forgetOrders([ForgottenVersion(id: "g1", version: 0)])
            try fulfillments.accept([.make(guid: "g1", id: fulfillments.nextID())])
        }
        try spoil(["$set": ["order.orderStatusEvents.1.orderStatusType": "LOST"]])
        #expect(try fulfillments.find(request.id)?.order == request.order)
        #expect(try fulfillments.page(in: .approved, after: nil, limit: 9).map(\.id) == [request.id])
        try spoil(["$set": ["order.orderStatusEvents.1.note": "by hand"]])
        #expect(try fulfillments.find(request.id)?.order != request.order, "it can be read, and fulfillment owns it")
        try spoil(["$push": ["order.orderStatusEvents": ["orderStatusType": "LOST"]]])
        #expect(throws: DecodingError.self) { try fulfillments.find(request.id) }
    }

    @Test func `a step starts from the last status and a lost race takes nothing`() throws {
        try fulfillments.accept([.make(guid: "g1", id: fulfillments.nextID())])
        let loaded = try #require(try fulfillments.page(in: .approved, after: nil, limit: 9).first)
        var winner = loaded
        var loser = loaded
        try winner.make(.process, at: 5)
        try loser.make(.process, at: 6)
        #expect(try fulfillments.commit([winner]) == 1)
        #expect(try fulfillments.commit([loser]) == 0)
        #expect(try fulfillments.page(in: .approved, after: nil, limit: 9).isEmpty)
        let stored = try #require(try fulfillments.find(loaded.id))
        #expect(stored.version == 2 && stored.order == winner.order)
    }

    @Test func `a step of all in its states meets each once`() throws {
        try fulfillments.accept((0..<250).map { .make(guid: "g\($0)", id: fulfillments.nextID()) })
        let advance = AdvanceFulfillments(fulfillments: fulfillments, now: { 7 })
        #expect(try advance(.process) == 250)
        #expect(try advance(.process) == 0)
        #expect(try advance(.hold, note: "stocktaking") == 250)
        #expect(try advance(.resume) == 250)
        #expect(try advance(.cancel) == 250)
        #expect(try fulfillments.page(in: .cancelled, after: nil, limit: 1000).count == 250)
    }

    @Test func `a step of all counts what took beside one that lost a race`() throws {
        try fulfillments.accept((0..<3).map { .make(guid: "g\($0)", id: fulfillments.nextID()) })
        var faster = try #require(try fulfillments.page(in: .approved, after: nil, limit: 1).first)
        try faster.make(.hold, at: 6)
        var isFirst = true
        let count = try AdvanceFulfillments(fulfillments: fulfillments, now: { 7 })(
            .process,
            method: {
                if isFirst { _ = try? fulfillments.commit([faster]) }
                isFirst = false
                return nil
            })
        #expect(count == 2)
        #expect(try fulfillments.page(in: .processing, after: nil, limit: 9).count == 2)
        #expect(try fulfillments.find(faster.id) == faster.committed)
    }

    @Test func `a step of all that is repeated leaves alone what was brought back`() throws {
        try fulfillments.accept((0..<2).map { .make(guid: "g\($0)", id: fulfillments.nextID()) })
        let advance = AdvanceFulfillments(fulfillments: fulfillments, now: { 7 })
        #expect(try advance(.hold, by: "operation") == 2)
        #expect(try advance(.resume) == 2)
        #expect(try advance(.hold, by: "operation") == 0)
        #expect(try advance(.hold, by: "another") == 2)
    }

    @Test func `name and address follow the customer until the goods are shipped`() throws {
        try fulfillments.accept(["g1", "g2"].map { .make(guid: $0, id: fulfillments.nextID()) })
        let all = try fulfillments.page(in: .approved, after: nil, limit: 9)
        var shipped = all[0]
        try shipped.make(.process, at: 5)
        try shipped.make(.ship, method: .ups, at: 6, by: "operation")
        #expect(try fulfillments.commit([shipped]) == 1)
        #expect(try fulfillments.find(all[0].id) == shipped.committed)
        try fulfillments.follow([CustomerNews(id: "a", sequence: 2, recipient: .make(lastName: "Jones"))])
        try fulfillments.follow([CustomerNews(id: "a", sequence: 1, recipient: .make(lastName: "Old"))])
        #expect(try fulfillments.find(all[0].id)?.name.lastName == "Smith")
        #expect(try fulfillments.find(all[1].id)?.name.lastName == "Jones")
    }

    @Test func `a request made from an older state of the customer is brought up to date`() throws {
        try fulfillments.follow([CustomerNews(id: "a", sequence: 2, recipient: .make(lastName: "Jones"))])
        let request = Fulfillment.make(guid: "g1", id: fulfillments.nextID())
        try fulfillments.accept([request])
        let stored = try #require(try fulfillments.find(request.id))
        #expect(stored.name.lastName == "Jones" && stored.customerVersion == 2)
    }

    @Test func `a deletion changes no request, nor does what is older than the deletion`() throws {
        let request = Fulfillment.make(guid: "g1", id: fulfillments.nextID())
        try fulfillments.accept([request])
        try fulfillments.follow([CustomerNews(id: "a", sequence: 2, recipient: .make(lastName: "Jones"))])
        try fulfillments.follow([CustomerNews(id: "a", sequence: 4, recipient: nil)])
        try fulfillments.follow([CustomerNews(id: "a", sequence: 3, recipient: .make(lastName: "Late"))])
        try fulfillments.follow([CustomerNews(id: "a", sequence: nil, recipient: .make(lastName: "Unversioned"))])
        let stored = try #require(try fulfillments.find(request.id))
        #expect(stored.name.lastName == "Jones" && stored.customerVersion == 2)
        #expect(try fulfillments.customers.findAll([:]) == [["_id": "a", "version": 4, "deleted": true]])
        let second = Fulfillment.make(guid: "g2", id: fulfillments.nextID())
        try fulfillments.accept([second])
        #expect(try fulfillments.find(second.id) == second)
    }

    @Test func `news that the database refuses for a request is no success`() throws {
        try fulfillments.accept([.make(guid: "g1", id: fulfillments.nextID())])
        _ = try fulfillments.collection.updateMany([:], .document(["$set": ["version": "first"]]))
        let news = CustomerNews(id: "a", sequence: 2, recipient: .make(lastName: "Jones"))
        #expect(throws: MongoError.self) { try fulfillments.follow([news]) }
        #expect(throws: MongoError.self) {
            try fulfillments.accept([.make(guid: "g2", id: fulfillments.nextID())])
        }
    }

    @Test func `a fulfillment of the demo is read and gets the status by which steps select`() throws {
        let id = try insertOld("old", status: "COMPLETED", also: ["shippingMethod": "FedEx"])
        try fulfillments.upgrade()
        #expect(try fulfillments.page(in: .received, after: nil, limit: 9).map(\.id) == [id])
        #expect(try fulfillments.collection.findOne(["_class": ["$exists": true]]) == nil)
    }

    @Test func `steps go on beside a document that cannot be read, and from versions that begin at 0`() throws {
        _ = try insertOld("a", status: "APPROVED", also: ["address": nil])
        let begun = try insertOld("b", status: "APPROVED", also: ["version": 0])
        _ = try insertOld("c", status: "APPROVED", also: ["shippingMethod": "Pigeon"])
        try fulfillments.upgrade()
        let advance = AdvanceFulfillments(fulfillments: fulfillments, now: { 7 })
        #expect(try advance(.process) == 1)
        #expect(try fulfillments.page(in: .processing, after: nil, limit: 1).map(\.id) == [begun])
        #expect(try fulfillments.find(begun)?.version == 1)
    }

    @Test func `an order without items and history is read`() throws {
        let id = try insertOld("a", status: "APPROVED", also: ["order": ["guid": "a"]])
        #expect(try fulfillments.find(id)?.order == FulfillmentOrder(guid: "a", orderStatusEvents: [], orderItems: []))
    }

    /// A document as the demo wrote it, with other members in the place of some.
    private func insertOld(_ guid: String, status: String, also others: BSONDocument) throws -> String {
        let step: BSONValue = ["timestamp": 1_621_440_036_111, "orderStatusType": .string(status)]
        var document: BSONDocument = [
            "timestamp": 1_621_440_020_456, "name": ["title": "Ms.", "firstName": "Mary", "lastName": "Smith"],
            "contact": ["primaryPhone": "456-789-0001", "email": "marysmith@yougotmail.com"],
            "address": [
                "type": "SHIPPING", "description": "Home", "address1": "1234 Main Street", "city": "Anywhere",
                "state": "NY", "postalCode": "45455-66677",
            ],
            "order": ["guid": .string(guid), "orderStatusEvents": [step], "orderItems": []],
            "_class": "com.storefront.model.Fulfillment",
        ]
        for (name, value) in others.elements { document[name] = value }
        let id = fulfillments.nextID()
        try fulfillments.collection.insert(document.withID(id))
        return id
    }
}

extension Recipient {
    static func make(lastName: String) -> Recipient {
        Recipient(
            name: Name(title: "Ms.", firstName: "Mary", lastName: lastName),
            contact: Contact(primaryPhone: "456-789-0001", email: "marysmith@yougotmail.com"), address: nil)
    }
}

extension MongoFulfillmentRepository {
    /// In a database of its own, with an outbox that nobody empties.
    static func make() throws -> MongoFulfillmentRepository {
        let database = try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase())
        let collection = database.collection(collectionName)
        let logger = Logger(label: "test")
        let producer = try KafkaProducer(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test"), logger: logger)
        let repository = MongoFulfillmentRepository(
            aggregates: AggregateCollection(
                collection,
                outbox: Outbox(
                    collection: collection, producer: producer, source: "fulfillment", metrics: MetricsRegistry(),
                    logger: logger), logger: logger), customers: database.collection(customersCollectionName),
            statusChanged: OrderStatusChangedPublisher(topic: "fulfillment.order.change"))
        try collection.createIndexes(repository.indexes)
        return repository
    }
}
