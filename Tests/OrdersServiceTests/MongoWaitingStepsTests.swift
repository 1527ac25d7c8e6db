import BSON
import Mongo
import StorefrontContracts
import TestSupport
import Testing

@testable import OrdersService

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoWaitingStepsTests")))
struct MongoWaitingStepsTests {
    let waiting: MongoWaitingSteps

    init() throws {
        waiting = MongoWaitingSteps(
            collection: try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase())
                .collection(MongoWaitingSteps.collectionName))
    }

    @Test func `steps are kept once each, come in batches, and go`() throws {
        let steps =
            (2...6).map {
                FulfillmentStep(guid: "g", customerID: "a", entry: .fulfillments(.processing, at: $0, sequence: $0))
            } + [FulfillmentStep(guid: "g", customerID: nil, entry: .fulfillments(.shipped, at: 7))]
        try waiting.keep(steps)
        try waiting.keep(steps)
        let found = try batches(of: 4)
        #expect(found.map(\.count) == [4, 2])
        #expect(found.joined().allSatisfy { steps.contains($0.step) })
        try waiting.remove(found.joined().filter { $0.step != steps[0] }.map(\.id))
        #expect(try batches(of: 4).map { $0.map(\.step) } == [[steps[0]]])
    }

    @Test func `a step takes no other customer's place`() throws {
        let steps = ["b", "a", nil].map {
            FulfillmentStep(guid: "g", customerID: $0, entry: .fulfillments(.shipped, at: 2, sequence: 3))
        }
        for step in steps { try waiting.keep([step]) }
        let found = try batches(of: 9).joined()
        #expect(found.count == 3 && steps.allSatisfy { step in found.contains { $0.step == step } })
    }

    @Test func `a step that an earlier version kept under another id goes, too`() throws {
        try waiting.collection.insert([
            "_id": "g/3", "guid": "g", "customerId": "a", "event": ["timestamp": 2, "orderStatusType": "SHIPPED"],
            "sequence": 3,
        ])
        let found = try batches(of: 9).joined()
        #expect(found.map(\.step.customerID) == ["a"])
        try waiting.remove(found.map(\.id))
        #expect(try waiting.collection.count([:]) == 0)
    }

    private func batches(of size: Int) throws -> [[WaitingStep]] {
        var batches: [[WaitingStep]] = []
        try waiting.forEachBatch(of: size) { batches.append($0) }
        return batches
    }
}
