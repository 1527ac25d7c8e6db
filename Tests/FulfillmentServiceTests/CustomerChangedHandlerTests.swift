import BSON
import Mongo
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@testable import FulfillmentService

@Suite(.enabled(if: TestMongo.isAvailable(for: "CustomerChangedHandlerTests")))
struct CustomerChangedHandlerTests {
    /// What is kept of a customer, and what a request shows of it that was here before the changes.
    private struct Outcome: Equatable {
        let name: Name?
        let address: Address?
        let version: Int64?
        let isDeleted: Bool
        let shown: Recipient
        let shownVersion: Int64
    }

    /// All there is of three changes with and without a version, in any order, each history a customer of its own.
    @Test func `what is kept and shown of a customer is the same however its changes are cut into batches`() throws {
        let histories = CustomerHistory.all(of: 3)
        let expected = try outcomes(of: histories, cutting: [1, 1, 1])
        #expect(expected.count == histories.count)
        for sizes in [[3], [1, 2], [2, 1]] {
            let found = try outcomes(of: histories, cutting: sizes)
            let other = histories.first { found[$0.id] != expected[$0.id] }
            #expect(other == nil, "cut into \(sizes)")
        }
    }

    private func outcomes(of histories: [CustomerHistory], cutting sizes: [Int]) throws -> [String: Outcome] {
        let fulfillments = try MongoFulfillmentRepository.make()
        let handle = CustomerChangedHandler(fulfillments: fulfillments)
        try fulfillments.accept(
            histories.map { .make(guid: $0.id, id: fulfillments.nextID(), customer: $0.id) })
        var begin = 0
        for size in sizes {
            _ = try handle(histories.flatMap { $0.deliveries[begin..<begin + size] })
            begin += size
        }
        var shown: [String: Fulfillment] = [:]
        try fulfillments.forEach { shown[$0.customerID ?? ""] = $0 }
        var outcomes: [String: Outcome] = [:]
        for document in try fulfillments.customers.findAll([:]) {
            let kept = try BSONDecoder().decode(RecipientDocument.self, from: document)
            let id = try #require(document["_id"]?.idString)
            let fulfillment = try #require(shown[id])
            outcomes[id] = Outcome(
                name: kept.name, address: kept.address, version: kept.version,
                isDeleted: document["deleted"]?.boolValue ?? false,
                shown: Recipient(
                    name: fulfillment.name, contact: fulfillment.contact, address: fulfillment.address),
                shownVersion: fulfillment.customerVersion)
        }
        return outcomes
    }
}
