import Mongo
import StorefrontContracts
import TestSupport
import Testing

@testable import OrdersService

@Suite(.enabled(if: TestMongo.isAvailable(for: "MongoWaitingStepsTests")))
struct MongoWaitingStepsTests {
    @Test func `steps are kept once each, come in batches, and go`() throws {
        let waiting = MongoWaitingSteps(
            collection: try TestMongo.shared.client().database(TestMongo.shared.uniqueDatabase())
                .collection(MongoWaitingSteps.collectionName))
        let steps =
            (2...6).map {
                FulfillmentStep(guid: "g", customerID: "a", entry: .fulfillments(.processing, at: $0, sequence: $0))
            } + [FulfillmentStep(guid: "g", customerID: nil, entry: .fulfillments(.shipped, at: 7))]
        try waiting.keep(steps)
        try waiting.keep(steps)
        var batches: [[FulfillmentStep]] = []
        try waiting.forEachBatch(of: 4) { batches.append($0) }
        #expect(batches.map(\.count) == [4, 2])
        #expect(batches.joined().allSatisfy { steps.contains($0) })
        try waiting.remove(Array(steps.dropFirst()))
        batches = []
        try waiting.forEachBatch(of: 4) { batches.append($0) }
        #expect(batches == [[steps[0]]])
    }
}
