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

@testable import AccountsService

/// What every customer repository promises, tried on the one in memory and on MongoDB.
@Suite struct CustomerRepositoryContractTests {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case memory, mongo

        static var available: [Kind] {
            TestMongo.isAvailable(for: "CustomerRepositoryContractTests") ? allCases : [.memory]
        }

        var testDescription: String { rawValue }

        func make() throws -> any CustomerRepository {
            switch self {
            case .memory: MemoryCustomerRepository()
            case .mongo: try MongoCustomerRepository.make()
            }
        }
    }

    @Test(arguments: Kind.available)
    func `a customer is found as it was committed`(kind: Kind) throws {
        let customers = try kind.make()
        let mary = Customer(new: customers.nextID(), details: .make(), isSample: true)
        #expect(try customers.commit([.create(mary)]) == true)
        #expect(try customers.find(mary.id) == mary)
        let jones = mary.changed(to: .make(lastName: "Jones", cards: []), by: "operation")
        #expect(try customers.commit([.change(mary, to: jones)]) == true)
        #expect(try customers.find(mary.id) == jones)
        #expect(try customers.find(customers.nextID()) == nil)
    }

    @Test(arguments: Kind.available)
    func `a change from another version takes nothing`(kind: Kind) throws {
        let customers = try kind.make()
        let mary = Customer(new: customers.nextID(), details: .make())
        _ = try customers.commit([.create(mary)])
        let first = mary.changed(to: .make(lastName: "First"))
        #expect(try customers.commit([.change(mary, to: first)]) == true)
        #expect(try customers.commit([.change(mary, to: mary.changed(to: .make(lastName: "Second")))]) == false)
        #expect(try customers.commit([.create(mary)]) == false)
        #expect(try customers.find(mary.id) == first)
    }

    @Test(arguments: Kind.available)
    func `of several changes those that can take do`(kind: Kind) throws {
        let customers = try kind.make()
        let all = (0..<3).map { _ in Customer(new: customers.nextID(), details: .make()) }
        _ = try customers.commit(all.map { .create($0) })
        _ = try customers.commit([.change(all[1], to: all[1].changed(to: .make()))])
        #expect(try customers.commit(all.map { .delete($0.id, at: $0.version) }) == false)
        #expect(try all.map { try customers.find($0.id)?.details == nil } == [true, false, true])
    }

    @Test(arguments: Kind.available)
    func `a deleted customer keeps id and version and is not among the living`(kind: Kind) throws {
        let customers = try kind.make()
        let mary = Customer(new: customers.nextID(), details: .make(), isSample: true)
        _ = try customers.commit([.create(mary)])
        #expect(try customers.living(samplesOnly: true, limit: 5).map(\.id) == [mary.id])
        #expect(try customers.commit([.delete(mary.id, at: 1)]) == true)
        #expect(try customers.find(mary.id) == Customer(stored: mary.id, version: 2, details: nil, isSample: false))
        #expect(try customers.living(samplesOnly: false, limit: 5).isEmpty)
        try customers.forEachLiving { Issue.record("\($0.id) lives") }
    }
}

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoCustomerRepositoryTests")))
struct MongoCustomerRepositoryTests {
    @Test(arguments: [nil, 0] as [BSONValue?])
    func `a customer of the demo is read, without what was left out, and changed`(version: BSONValue?) throws {
        let customers = try MongoCustomerRepository.make()
        var document: BSONDocument = [
            "name": ["title": "Ms.", "firstName": "Mary", "lastName": "Smith"],
            "contact": ["primaryPhone": "456-789-0001", "email": "marysmith@yougotmail.com"],
            "_class": "com.storefront.model.Customer",
        ]
        if let version { document.append("version", version) }
        let id = customers.nextID()
        try customers.collection.insert(document.withID(id))
        let stored = try #require(try customers.find(id))
        #expect(stored.version == 0 && stored.details?.addresses == [] && stored.details?.creditCards == [])
        let changed = stored.changed(to: .make(lastName: "Jones"))
        #expect(try customers.commit([.change(stored, to: changed)]) == true)
        #expect(try customers.find(id) == changed && changed.version == 1)
        #expect(try customers.commit([.change(stored, to: changed)]) == false)
    }

    @Test func `a customer of the demo without a name is shown, mended and deleted`() throws {
        let customers = try MongoCustomerRepository.make()
        let ids = [customers.nextID(), customers.nextID()]
        for id in ids { try customers.collection.insert((["creditCards": []] as BSONDocument).withID(id)) }
        let first = try #require(try customers.find(ids[0]))
        #expect(first.details?.name == nil && customers.publisher.event(for: first, at: 1) == nil)
        #expect(try customers.republish(ids: ids).skipped == 2)
        var shown: [String] = []
        try customers.forEachLiving { shown.append($0.id) }
        #expect(shown == ids)
        let mended = try ChangeCustomer(customers: customers).replace(ids[0], with: .make(), if: nil)
        #expect(try customers.find(ids[0]) == mended.customer && !mended.isNew)
        try DeleteCustomer(customers: customers)(ids[1], if: nil)
        #expect(try customers.find(ids[1])?.details == nil)
    }
}

extension MongoCustomerRepository {
    /// In a database of its own, with an outbox that nobody empties.
    static func make() throws -> MongoCustomerRepository {
        let collection = try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase())
            .collection(collectionName)
        let logger = Logger(label: "test")
        let producer = try KafkaProducer(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test"), logger: logger)
        let outbox = Outbox(
            collection: collection, producer: producer, source: "accounts", metrics: MetricsRegistry(), logger: logger)
        let repository = MongoCustomerRepository(
            aggregates: AggregateCollection(collection, outbox: outbox, logger: logger),
            publisher: CustomerChangedPublisher(topic: "accounts.customer.change"))
        try collection.createIndexes(repository.indexes)
        return repository
    }
}
