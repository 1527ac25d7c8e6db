import BSON
import Mongo
import StorefrontContracts

/// Steps of fulfillment whose order is not here yet, one document each, in `order.steps.waiting`.
struct MongoWaitingSteps: WaitingSteps {
    static let collectionName = "order.steps.waiting"

    let collection: MongoCollection

    func keep(_ steps: [FulfillmentStep]) throws {
        let inserts = try steps.map { BulkWrite.insert(try BSONEncoder().encode(Document($0)).withID(Self.id($0))) }
        try collection.bulkWrite(inserts, ordered: false).throwUnlessDuplicateKeys()
    }

    func forEachBatch(of size: Int, _ body: ([WaitingStep]) throws -> Void) throws {
        var batch: [WaitingStep] = []
        try collection.find([:]) { document in
            let step = try BSONDecoder().decode(Document.self, from: document).step
            batch.append(WaitingStep(id: document["_id"]?.stringValue ?? "", step: step))
            if batch.count == size {
                try body(batch)
                batch.removeAll(keepingCapacity: true)
            }
            return true
        }
        if !batch.isEmpty { try body(batch) }
    }

    func remove(_ ids: [String]) throws {
        _ = try collection.deleteMany(["_id": ["$in": .array(ids.map { .string($0) })]])
    }

    func removeAll() throws { _ = try collection.deleteMany([:]) }

    /// The same for the same step: a sequence tells it, or, without one, time and status. The customer belongs to it, so
    /// that nobody's step takes the place of another's.
    private static func id(_ step: FulfillmentStep) -> String {
        let event = step.entry.event
        return "\(step.guid)/\(step.customerID ?? "")/"
            + (step.entry.sequence.map { "\($0)" } ?? "\(event.timestamp)-\(event.orderStatusType.rawValue)")
    }

    private struct Document: Codable {
        var guid: String
        var customerId: String?
        var event: OrderStatusEvent
        var sequence: Int64?

        init(_ step: FulfillmentStep) {
            guid = step.guid
            customerId = step.customerID
            event = step.entry.event
            sequence = step.entry.sequence
        }

        var step: FulfillmentStep {
            FulfillmentStep(
                guid: guid, customerID: customerId,
                entry: OrderHistory.Entry(event: event, isFulfillments: true, sequence: sequence))
        }
    }
}
