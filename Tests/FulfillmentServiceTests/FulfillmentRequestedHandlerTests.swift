import Kafka
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@testable import FulfillmentService

@Suite(.enabled(if: TestMongo.isAvailable(for: "FulfillmentRequestedHandlerTests")))
struct FulfillmentRequestedHandlerTests {
    let fulfillments: MongoFulfillmentRepository
    var handle: FulfillmentRequestedHandler {
        FulfillmentRequestedHandler(accept: AcceptFulfillment(fulfillments: fulfillments))
    }

    init() throws { fulfillments = try .make() }

    @Test func `a request goes on from the versions in its headers, or from the first without them`() throws {
        let rejected = try handle([
            .make("told", [KafkaHeader("ce_customersequence", "7"), KafkaHeader("ce_fulfillmentsequence", "5")]),
            .make("not told", []),
        ])
        #expect(rejected.isEmpty)
        let stored = try fulfillments.page(in: .approved, after: nil, limit: 9)
        #expect(stored.map(\.order.guid) == ["told", "not told"])
        #expect(stored.map(\.version) == [5, 1] && stored.map(\.customerVersion) == [7, 0])
    }

    @Test(arguments: ["ce_customersequence", "ce_fulfillmentsequence"], ["9223372036854775807", "-1", "five"])
    func `a request with a version that cannot be is rejected, and the steps of the others go on`(
        header: String, value: String
    ) throws {
        let rejected = try handle([.make("g1", []), .make("g2", [KafkaHeader(header, value)]), .make("g3", [])])
        #expect(
            rejected == [
                RejectedDelivery(
                    index: 1, code: "bad-envelope", reason: "\(header) is not a number from 0 to 1000000000000")
            ])
        #expect(try AdvanceFulfillments(fulfillments: fulfillments, now: { 7 })(.process) == 2)
    }

    @Test func `steps go on from the last version that is accepted`() throws {
        #expect(try handle([.make("g", [KafkaHeader("ce_fulfillmentsequence", "1000000000000")])]).isEmpty)
        let advance = AdvanceFulfillments(fulfillments: fulfillments, now: { 7 })
        #expect(try advance(.process) == 1)
        #expect(try advance(.hold) == 1)
        #expect(try fulfillments.page(in: .onHold, after: nil, limit: 1).map(\.version) == [1_000_000_000_002])
    }

    @Test func `a request for another customer's order is rejected, and the order stays as it is`() throws {
        #expect(try handle([.make("g1", [])]).isEmpty)
        let before = try fulfillments.page(in: .approved, after: nil, limit: 9)
        let batch: [Delivery<FulfillmentRequestEvent>] = [
            .make("g1", []), .make("g1", [], customer: "b"), .make("g2", [], customer: "b"), .make("g2", []),
            .make("g1", [], customer: nil),
        ]
        for _ in 0..<2 {
            #expect(
                try handle(batch).sorted { $0.index < $1.index } == [
                    RejectedDelivery(
                        index: 1, code: "other-customers-order", reason: "the order belongs to customer a"),
                    RejectedDelivery(
                        index: 3, code: "other-customers-order", reason: "the order belongs to customer b"),
                ])
        }
        let after = try fulfillments.page(in: .approved, after: nil, limit: 9)
        #expect(after.first == before.first && after.map(\.customerID) == ["a", "b"])
    }

    @Test func `a request without a value is rejected`() throws {
        let empty = Delivery<FulfillmentRequestEvent>(key: "g", event: nil, sequence: 1, id: nil)
        #expect(try handle([empty]).map(\.code) == ["no-value"])
    }
}

extension Delivery<FulfillmentRequestEvent> {
    /// A request for an approved order.
    static func make(_ guid: String, _ headers: KafkaHeaders, customer: String? = "a") -> Delivery {
        Delivery(
            key: guid, event: .make(guid: guid, status: .approved, customer: customer), sequence: 3, id: nil,
            headers: headers)
    }
}
