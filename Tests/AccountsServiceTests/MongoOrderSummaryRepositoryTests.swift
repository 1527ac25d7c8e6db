import BSON
import Dispatch
import Mongo
import ServiceHost
import StorefrontContracts
import Synchronization
import TestSupport
import Testing

@testable import AccountsService

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoOrderSummaryRepositoryTests")))
struct MongoOrderSummaryRepositoryTests {
    let summaries: MongoOrderSummaryRepository

    init() throws {
        summaries = try .make()
    }

    private func record(_ reports: OrderStatusReport...) throws -> [Int: String] { try summaries.record(reports) }

    /// "g SHIPPED" for each order of the customer.
    private func orders(of customer: String) throws -> [String] {
        try summaries.summary(ofCustomer: customer).orders.map { "\($0.guid) \($0.status.rawValue)" }
    }

    private func sequence(_ owner: OrderStatusOwner, of guid: String) throws -> Int64? {
        try summaries.collection.findOne(["_id": .string(guid)])?[owner.rawValue]?.documentValue?["sequence"]?
            .integerValue
    }

    @Test func `of a batch the newest report of each owner counts, and fulfillment's is the order's status`() throws {
        #expect(
            try record(
                .make(.approved, owner: .orders, sequence: 2, at: 20),
                .make(.created, owner: .orders, sequence: 1, at: 30),
                .make(.created, guid: "h", owner: .orders, sequence: 1, at: 10)
            ).isEmpty)
        #expect(try orders(of: "a") == ["g APPROVED", "h CREATED"])
        #expect(try record(.make(.processing, sequence: 2, at: 5)).isEmpty)
        #expect(try orders(of: "a") == ["g PROCESSING", "h CREATED"])
        #expect(try summaries.summary(ofCustomer: "b").orders.isEmpty)
    }

    @Test func `older reports and repeated ones change nothing`() throws {
        _ = try record(.make(.shipped, sequence: 3, at: 30, note: "by ship"))
        let before = try summaries.collection.findAll([:])
        #expect(
            try record(.make(.processing, sequence: 2, at: 99), .make(.onHold, sequence: 3, at: 99)).isEmpty)
        #expect(try summaries.collection.findAll([:]) == before)
        // Without a sequence the time decides.
        #expect(try record(.make(.processing, sequence: nil, at: 30)).isEmpty)
        #expect(try summaries.collection.findAll([:]) == before)
        // What the earlier one said besides is gone.
        _ = try record(.make(.inTransit, sequence: 4, at: 40))
        #expect(try summaries.collection.findOne(["fulfillment.note": ["$exists": true]]) == nil)
    }

    /// Its order says so either way: by the report's claim, whether it is newer or older.
    @Test(arguments: [4, 2, nil] as [Int64?])
    func `a report of another customer's order is refused, the others of its batch are recorded`(
        sequence: Int64?
    ) throws {
        _ = try record(.make(.shipped, sequence: 3, at: 30))
        #expect(
            try record(
                .make(.created, guid: "h", customer: "b", sequence: 1, at: 1),
                .make(.cancelled, customer: "b", sequence: sequence, at: 99),
                .make(.inTransit, sequence: 5, at: 50)) == [1: "a"])
        #expect(try orders(of: "a") == ["g IN_TRANSIT"])
        #expect(try orders(of: "b") == ["h CREATED"])
        #expect(try record(.make(.received, owner: .orders, customer: "b", sequence: 9, at: 99)) == [0: "a"])
        #expect(try orders(of: "a") == ["g IN_TRANSIT"])
    }

    @Test func `of a batch that names two customers of an unknown order the first keeps it`() throws {
        #expect(
            try record(
                .make(.processing, sequence: 2, at: 20), .make(.shipped, customer: "b", sequence: 3, at: 30),
                .make(.shipped, customer: "b", sequence: 4, at: 40), .make(.shipped, sequence: 3, at: 30)
            ) == [1: "a", 2: "a"])
        #expect(try orders(of: "a") == ["g SHIPPED"])
        #expect(try orders(of: "b").isEmpty)
    }

    @Test func `a report without a customer leaves the order where it is, and one with a customer claims it`() throws {
        _ = try record(.make(.processing, customer: nil, sequence: nil, at: 20))
        #expect(try orders(of: "a").isEmpty)
        _ = try record(
            .make(.shipped, sequence: 3, at: 30), .make(.inTransit, customer: nil, sequence: nil, at: 40))
        #expect(try orders(of: "a") == ["g IN_TRANSIT"])
    }

    @Test func `a sequence stays known when a later report has none, so that what it made old stays old`() throws {
        _ = try record(.make(.shipped, sequence: 3, at: 30))
        #expect(try record(.make(.onHold, customer: nil, sequence: nil, at: 40)).isEmpty)
        #expect(try orders(of: "a") == ["g ON_HOLD"])
        #expect(try sequence(.fulfillment, of: "g") == 3)
        _ = try record(.make(.processing, sequence: 2, at: 20), .make(.shipped, sequence: 3, at: 30))
        #expect(try orders(of: "a") == ["g ON_HOLD"])
        _ = try record(.make(.inTransit, sequence: 4, at: 35))
        #expect(try orders(of: "a") == ["g IN_TRANSIT"])
    }

    /// Two topics tell of an order, and their batches are handled side by side.
    @Test func `of two customers that claim an order at once one keeps it, and the other is told so`() throws {
        for round in 0..<20 {
            let reports = [OrderStatusOwner.orders, .fulfillment].map { owner in
                (0..<10).map { number in
                    OrderStatusReport.make(
                        .created, guid: "\(round)-\(number)", owner: owner, customer: owner.rawValue, sequence: 1, at: 1
                    )
                }
            }
            let answers = Mutex<[[Int: String]]>([[:], [:]])
            DispatchQueue.concurrentPerform(iterations: 2) { number in
                let answer = try? summaries.record(reports[number])
                answers.withLock { $0[number] = answer ?? [:] }
            }
            let refused = answers.withLock { $0 }
            #expect(refused.map(\.count).reduce(0, +) == 10)
            for number in 0..<10 {
                let kept = try summaries.collection.findOne(["_id": .string("\(round)-\(number)")])
                let customer = try #require(kept?["customerId"]?.stringValue)
                let other = customer == "orders" ? 1 : 0
                #expect(refused[other][number] == customer)
                #expect(kept?[reports[other][number].owner.rawValue] == nil)
            }
        }
    }

    @Test func `what is forgotten may be told anew, by whoever the order belongs to`() throws {
        _ = try record(
            .make(.shipped, customer: "b", sequence: 900_000_000_000, at: 1),
            .make(.approved, owner: .orders, customer: "b", sequence: 2, at: 1))
        #expect(try record(.make(.processing, sequence: 2, at: 20)) == [0: "b"])
        #expect(try summaries.forget([ForgottenVersion(id: "g", version: 0)]) == 2)
        #expect(
            try record(
                .make(.processing, sequence: 2, at: 20), .make(.approved, owner: .orders, sequence: 2, at: 10)
            ).isEmpty)
        #expect(try orders(of: "a") == ["g PROCESSING"])
        #expect(try orders(of: "b").isEmpty)
    }
}

@Suite(.enabled(if: TestMongo.isAvailable(for: "OrderStatusChangedHandlerTests")))
struct OrderStatusChangedHandlerTests {
    @Test func `what cannot be recorded is rejected at its place with a reason, the others are recorded`() throws {
        let summaries = try MongoOrderSummaryRepository.make()
        let handle = OrderStatusChangedHandler(owner: .fulfillment, summaries: summaries)
        let none = Delivery<OrderStatusChangeEvent>(key: "g", event: nil, sequence: 3, id: nil)
        #expect(try handle([.make(.processing, sequence: 2)]).isEmpty)
        let rejected = try handle([
            none, .make(.shipped, customer: "b", sequence: 4), none, .make(.shipped, sequence: 3),
        ])
        #expect(
            rejected.sorted { $0.index < $1.index } == [
                RejectedDelivery(index: 0, code: "no-value", reason: "an order status change has a value"),
                RejectedDelivery(
                    index: 1, code: "other-customers-order", reason: "the order belongs to customer a"),
                RejectedDelivery(index: 2, code: "no-value", reason: "an order status change has a value"),
            ])
        #expect(try summaries.summary(ofCustomer: "a").orders.map(\.status) == [.shipped])
        #expect(try summaries.summary(ofCustomer: "b").orders.isEmpty)
    }

    @Test func `the order that the event names counts, whatever the key says`() throws {
        let summaries = try MongoOrderSummaryRepository.make()
        let handle = OrderStatusChangedHandler(owner: .orders, summaries: summaries)
        #expect(try handle([.make(.created, key: "h", sequence: 1), .make(.created, key: nil, sequence: 2)]).isEmpty)
        #expect(try summaries.summary(ofCustomer: "a").orders.map(\.guid) == ["g"])
    }
}

extension Delivery<OrderStatusChangeEvent> {
    /// A step of order g.
    static func make(
        _ status: OrderStatusType, key: String? = "g", customer: String? = "a", sequence: Int64?
    ) -> Delivery {
        Delivery(
            key: key,
            event: OrderStatusChangeEvent(
                guid: "g", orderStatusEvent: OrderStatusEvent(timestamp: 1, orderStatusType: status),
                customerId: customer), sequence: sequence, id: nil)
    }
}

extension OrderStatusReport {
    /// A report of customer a's order g by fulfillment.
    static func make(
        _ status: OrderStatusType, guid: String = "g", owner: OrderStatusOwner = .fulfillment, customer: String? = "a",
        sequence: Int64?, at timestamp: Int64, note: String? = nil
    ) -> OrderStatusReport {
        OrderStatusReport(
            guid: guid, customerID: customer, owner: owner, sequence: sequence,
            status: OrderStatusEvent(timestamp: timestamp, orderStatusType: status, note: note))
    }
}

extension MongoOrderSummaryRepository {
    /// In a database of its own.
    static func make() throws -> MongoOrderSummaryRepository {
        let summaries = MongoOrderSummaryRepository(
            collection: try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase())
                .collection(collectionName))
        try summaries.collection.createIndexes(summaries.indexes)
        return summaries
    }
}
