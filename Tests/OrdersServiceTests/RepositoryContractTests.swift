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

@testable import OrdersService

/// What every repository of customers' orders promises, tried on the one in memory and on MongoDB.
@Suite struct CustomerOrdersRepositoryContractTests {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case memory, mongo

        static var available: [Kind] {
            TestMongo.isAvailable(for: "CustomerOrdersRepositoryContractTests") ? allCases : [.memory]
        }

        var testDescription: String { rawValue }

        func make() throws -> any CustomerOrdersRepository {
            switch self {
            case .memory: MemoryCustomerOrdersRepository()
            case .mongo: try MongoCustomerOrdersRepository.make()
            }
        }
    }

    static let a = "60a52f0e1c9d440000a1b2c3"
    static let b = "60a52f0e1c9d440000a1b2c4"

    @Test(arguments: Kind.available)
    func `a copy follows its customer by version, and the orders stay`(kind: Kind) throws {
        let customers = try kind.make()
        try customers.follow([CustomerNews(id: Self.a, sequence: 1, customer: .make())])
        try seed(customers)
        let orders = try customers.find(Self.a)?.orders
        #expect(orders?.count == 5)
        try customers.follow([CustomerNews(id: Self.a, sequence: 3, customer: .make(lastName: "Jones"))])
        try customers.follow([CustomerNews(id: Self.a, sequence: 2, customer: .make(lastName: "Old"))])
        try customers.follow([CustomerNews(id: Self.a, sequence: 3, customer: .make(lastName: "Repeated"))])
        let stored = try #require(try customers.find(Self.a))
        #expect(stored.customer?.name.lastName == "Jones" && stored.orders == orders)
        #expect(stored.version == 3 && stored.customerVersion == 3)
    }

    @Test(arguments: Kind.available)
    func `a deletion marks the copy, and older news does not bring it back`(kind: Kind) throws {
        let customers = try kind.make()
        try customers.follow([CustomerNews(id: Self.a, sequence: 1, customer: .make())])
        try seed(customers)
        try customers.follow([CustomerNews(id: Self.a, sequence: 5, customer: nil)])
        try customers.follow([CustomerNews(id: Self.a, sequence: 4, customer: .make())])
        try customers.follow([CustomerNews(id: Self.a, sequence: nil, customer: .make())])
        try customers.follow([CustomerNews(id: Self.b, sequence: 2, customer: nil)])
        #expect(try customers.find(Self.a)?.isDeleted == true && customers.find(Self.a)?.orders?.count == 5)
        #expect(try customers.find(Self.b)?.isDeleted == true)
        #expect(try customers.page(.withOrdersToFulfill, after: nil, limit: 9).isEmpty)
        #expect(try customers.page(.withoutOrders, after: nil, limit: 9).isEmpty)
        try customers.forEachLiving { Issue.record("\($0.id) lives") }
    }

    @Test(arguments: Kind.available)
    func `news of a peer without sequences is the newest`(kind: Kind) throws {
        let customers = try kind.make()
        try customers.follow([CustomerNews(id: Self.a, sequence: 4, customer: .make())])
        try customers.follow([CustomerNews(id: Self.a, sequence: nil, customer: .make(lastName: "Jones"))])
        #expect(try customers.find(Self.a)?.customer?.name.lastName == "Jones")
        try customers.follow([CustomerNews(id: Self.a, sequence: 4, customer: .make(lastName: "Repeated"))])
        #expect(try customers.find(Self.a)?.customer?.name.lastName == "Jones")
    }

    @Test(arguments: Kind.available)
    func `pages go on behind the last id`(kind: Kind) throws {
        let customers = try kind.make()
        try customers.follow([Self.a, Self.b].map { CustomerNews(id: $0, sequence: 1, customer: .make()) })
        #expect(try customers.page(.withoutOrders, after: nil, limit: 1).map(\.id) == [Self.a])
        #expect(try customers.page(.withoutOrders, after: Self.a, limit: 1).map(\.id) == [Self.b])
        #expect(try customers.page(.withoutOrders, after: Self.b, limit: 1).isEmpty)
        try seed(customers)
        #expect(try customers.page(.withoutOrders, after: nil, limit: 9).isEmpty)
        #expect(try customers.page(.withOrdersToFulfill, after: nil, limit: 9).map(\.id) == [Self.a, Self.b])
    }

    @Test(arguments: Kind.available)
    func `one changed order is written beside the others, and a lost race takes nothing`(kind: Kind) throws {
        let customers = try kind.make()
        try customers.follow([CustomerNews(id: Self.a, sequence: 1, customer: .make())])
        try seed(customers)
        let before = try #require(try customers.find(Self.a))
        let guid = try #require(before.orders?.last?.guid)
        var winner = before
        winner.record(.fulfillments(.processing, at: 2_000, sequence: 2), ofOrder: guid)
        var loser = before
        loser.record(.fulfillments(.shipped, at: 2_001, sequence: 3), ofOrder: guid)
        #expect(try customers.commit([winner]) == true)
        #expect(try customers.commit([loser]) == false)
        let after = try #require(try customers.find(ordersWithGuids: [guid]).first)
        #expect(after == winner.stored(version: before.version + 1))
    }

    private func seed(_ customers: any CustomerOrdersRepository) throws {
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
    }
}

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoCustomerOrdersRepositoryTests")))
struct MongoCustomerOrdersRepositoryTests {
    @Test func `orders of the demo are read and sent, beside a document that cannot be read`() throws {
        let customers = try MongoCustomerOrdersRepository.make()
        try insertOld(customers, "60a52f0e1c9d440000a1b2c1", orders: "nonsense")
        try insertOld(customers, "60a52f0e1c9d440000a1b2c2", orders: [order("g1", "APPROVED")], version: 0)
        try insertOld(customers, "60a52f0e1c9d440000a1b2c3", orders: [order("g2", "UNHEARD-OF")])
        try insertOld(customers, "60a52f0e1c9d440000a1b2c4", orders: .null)
        try customers.upgrade()
        try SeedOrders(customers: customers, samples: .counting(), now: { 1_000 })()
        #expect(try customers.find("60a52f0e1c9d440000a1b2c4")?.orders?.count == 5)
        #expect(try RequestFulfillment(customers: customers, now: { 1_000 })() == true)
        #expect(try customers.find("60a52f0e1c9d440000a1b2c2")?.order("g1")?.requestedAt == 1_000)
        #expect(try customers.page(.withOrdersToFulfill, after: nil, limit: 9).isEmpty)
    }

    @Test func `a page to publish again ends with many events, and those that were left are asked for by guid`() throws
    {
        let customers = try MongoCustomerOrdersRepository.make()
        try customers.follow((10...21).map { CustomerNews(id: "c\($0)", sequence: 1, customer: .make()) })
        for (number, customer) in try customers.page(.withoutOrders, after: nil, limit: 99).enumerated() {
            var customer = customer
            for order in 0..<(number == 0 ? 150 : 100) {
                customer.add(
                    Order(
                        new: "\(customer.id)-\(order)",
                        steps: [
                            OrderStatusEvent(timestamp: 1, orderStatusType: .created),
                            OrderStatusEvent(timestamp: 1, orderStatusType: .approved),
                        ], items: []))
            }
            customer.requestFulfillment(at: 2)
            #expect(try customers.commit([customer]))
        }
        func relay() throws { _ = try customers.collection.updateMany([:], .document(["$unset": ["outbox": ""]])) }
        try relay()
        let first = try customers.republish(after: nil, limit: 200)
        #expect(first.aggregates == 1_000 && first.events == 2_000 && first.last == "c19")
        #expect(first.left == (100..<150).map { "c10-\($0)" })
        let second = try customers.republish(after: first.last, limit: 200)
        #expect(second == RepublishedPage(aggregates: 200, events: 400, skipped: 0, last: nil))
        #expect(try customers.republish(guids: first.left).left == first.left)
        try relay()
        let rest = try customers.republish(guids: first.left)
        #expect(rest == RepublishedPage(aggregates: 50, events: 100, skipped: 0, last: nil))
    }

    @Test func `fulfillment's steps are forgotten behind a sequence, and the status follows, in that order only`()
        throws
    {
        let customers = try MongoCustomerOrdersRepository.make()
        let id = "60a52f0e1c9d440000a1b2c2"
        try insertOld(customers, id, orders: [withFulfillmentsSteps("g1"), withFulfillmentsSteps("$g2")], version: 7)
        func statuses(_ guid: String) throws -> [OrderStatusType]? {
            try customers.find(id)?.order(guid)?.history.entries.map(\.event.orderStatusType)
        }
        func status() throws -> [BSONValue?]? {
            try customers.collection.findOne([:])?["orders"]?.arrayValue?.map { $0.documentValue?["status"] }
        }
        #expect(try customers.forgetSteps([ForgottenVersion(id: "g1", version: .max)]) == 1)
        #expect(try statuses("g1") == [.created, .approved, .processing, .shipped, .received])
        #expect(try status() == ["RECEIVED", "CREATED"])
        #expect(try customers.find(id)?.version == 8)
        #expect(try customers.find(id)?.order("g1")?.version == 1)
        #expect(try customers.forgetSteps([ForgottenVersion(id: "g1", version: 3)]) == 1)
        #expect(try statuses("g1") == [.created, .approved, .processing, .shipped], "one has no sequence")
        #expect(try customers.forgetSteps(["$g2", "none"].map { ForgottenVersion(id: $0, version: 0) }) == 1)
        #expect(try statuses("$g2") == [.created, .approved, .processing])
        #expect(try status() == ["SHIPPED", "PROCESSING"])
    }

    /// Its status is not that of the last step.
    private func withFulfillmentsSteps(_ guid: String) -> BSONValue {
        func step(_ status: String, sequence: BSONValue? = nil, isFulfillments: Bool = true) -> BSONValue {
            var step: BSONDocument = ["timestamp": 1, "orderStatusType": .string(status)]
            if isFulfillments { step.append("source", "fulfillment") }
            if let sequence { step.append("sequence", sequence) }
            return .document(step)
        }
        return [
            "guid": .string(guid), "status": "CREATED",
            "orderStatusEvents": [
                step("CREATED", isFulfillments: false), step("APPROVED", isFulfillments: false), step("PROCESSING"),
                step("SHIPPED", sequence: 3), step("COMPLETED", sequence: 4),
            ],
        ]
    }

    @Test func `a customer whose document is full gets no more orders, and those that are there go on`() throws {
        let customers = try MongoCustomerOrdersRepository.make()
        let id = "60a52f0e1c9d440000a1b2c1"
        let filler = String(repeating: "x", count: CustomerOrders.roomForOrders - 2_000)
        try insertOld(customers, id, orders: [order("g1", "APPROVED", description: filler)])
        let place = PlaceOrder(customers: customers, newGuid: { "g2" }, now: { 1_000 })
        let items = Array(repeating: OrderItem(product: SampleOrders.products[0], quantity: 1), count: 10)
        #expect(try customers.find(id)?.isFull == false)
        let placed = try place(customer: id, items: items, by: "operation")
        #expect(try customers.find(id)?.isFull == true)
        #expect(throws: OrderRefusal.tooManyOrders(id)) { try place(customer: id, items: items) }
        #expect(try place(customer: id, items: items, by: "operation") == placed)
        let change = ChangeOrder(customers: customers, now: { 2_000 })
        #expect(try change.make(.cancel, with: "g1", note: nil, if: nil, by: nil).customerID == id)
    }

    private func order(_ guid: String, _ status: String, description: String = "Reliable") -> BSONValue {
        [
            "guid": .string(guid),
            "orderStatusEvents": [
                ["timestamp": 1_621_440_000_123, "orderStatusType": "CREATED"],
                ["timestamp": 1_621_440_000_123, "orderStatusType": .string(status)],
            ],
            "orderItems": [
                [
                    "product": [
                        "guid": "p", "title": "Red", "description": .string(description), "price": "3.99",
                    ],
                    "quantity": 2,
                ]
            ],
        ]
    }

    private func insertOld(
        _ customers: MongoCustomerOrdersRepository, _ id: String, orders: BSONValue, version: BSONValue? = nil
    ) throws {
        var document: BSONDocument = [
            "name": ["title": "Ms.", "firstName": "Mary", "lastName": "Smith"],
            "contact": ["primaryPhone": "456-789-0001", "email": "marysmith@yougotmail.com"],
            "addresses": [
                [
                    "type": "SHIPPING", "description": "Home", "address1": "1234 Main Street", "city": "Anywhere",
                    "state": "NY", "postalCode": "45455-66677",
                ]
            ],
            "orders": orders, "_class": "com.storefront.model.CustomerOrders",
        ]
        if let version { document.append("version", version) }
        try customers.collection.insert(document.withID(id))
    }
}

extension MongoCustomerOrdersRepository {
    /// In a database of its own, with an outbox that nobody empties.
    static func make() throws -> MongoCustomerOrdersRepository {
        let collection = try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase())
            .collection(collectionName)
        let logger = Logger(label: "test")
        let producer = try KafkaProducer(
            KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "test"), logger: logger)
        let outbox = Outbox(
            collection: collection, producer: producer, source: "orders", metrics: MetricsRegistry(), logger: logger)
        let repository = MongoCustomerOrdersRepository(
            aggregates: AggregateCollection(collection, outbox: outbox, logger: logger),
            fulfillmentRequested: FulfillmentRequestedPublisher(topic: "orders.order.change"),
            statusChanged: OrderStatusChangedPublisher(topic: "orders.status.change"))
        try collection.createIndexes(repository.indexes)
        return repository
    }
}
