import BSON
import Foundation
import HTTPClient
import Mongo
import TestSupport

/// 300 and then 3,000 customers by POST, each time followed by the other six sample calls: every customer's orders must
/// have all four events in orders within 5 s of the last call, and memory must not follow the number of customers.
struct SamplesProof {
    let fleet: Fleet

    private static let bound = Duration.seconds(5)
    private static let memoryBound = 10_240
    /// What becomes of the one order of each customer that is sent to fulfillment.
    private static let received = ["CREATED", "APPROVED", "PROCESSING", "SHIPPED", "IN_TRANSIT", "RECEIVED"]
    /// The other four stay as they are placed.
    private static let placed = [
        ["CREATED", "REJECTED"], received, ["CREATED", "APPROVED", "PROCESSING", "ON_HOLD", "CANCELLED"],
        received + ["RETURNED"],
    ]

    func run() throws -> String {
        let writer = WriteClient(fleet, Ledger())
        let small = try round(writer, customers: 300)
        let large = try round(writer, customers: 3_000)
        let growth = ServiceName.allCases.map { service in
            (service, (large.peaks[service] ?? 0) - (small.peaks[service] ?? 0))
        }
        let text = growth.map { "\($0.0.rawValue) +\($0.1) KiB" }.joined(separator: ", ")
        try require(growth.allSatisfy { $0.1 <= Self.memoryBound }, "peak memory from 300 to 3,000 customers: \(text)")
        return "3,000 customers complete \(large.duration) after the last call; peak memory from 300 on: \(text)"
    }

    private func round(
        _ writer: WriteClient, customers: Int
    ) throws -> (duration: Duration, peaks: [ServiceName: Int]) {
        for service in ServiceName.allCases { _ = try writer.post("/sample/reset", to: service, timeout: .seconds(60)) }
        try wait(for: 0) { count(["deleted": ["$ne": true]]) }
        for write in 1...customers {
            let answer = try writer.post("/customers", to: .accounts, body: CustomerState(write: write).json)
            try require(answer.status == 201, "POST /customers: \(answer.status)")
        }
        try wait(for: customers) { count(["deleted": ["$ne": true]]) }
        try call(writer, .orders, "/customers/sample/orders")
        try call(writer, .orders, "/customers/sample/fulfill")
        try require(
            Waiting.until(.now + .seconds(60)) { requests() >= customers },
            "\(requests()) of \(customers) requests reached fulfillment")
        for step in ["process", "ship", "in-transit", "receive"] {
            try call(writer, .fulfillment, "/fulfillments/sample/\(step)")
        }
        let last = ContinuousClock.now
        let isComplete = Waiting.until(last + .seconds(60)) { received() >= customers && complete() >= customers }
        let duration = last.duration(to: .now)
        try require(
            isComplete && duration <= Self.bound,
            "\(complete()) of \(customers) complete, \(received()) received, \(duration) after the last call")
        return (duration, try peaks())
    }

    private func call(_ writer: WriteClient, _ service: ServiceName, _ path: String) throws {
        let answer = try writer.post(path, to: service, timeout: .seconds(120))
        try require((200..<300).contains(answer.status), "POST \(path): \(answer.status) \(answer.text.prefix(200))")
    }

    private func wait(for wanted: Int, _ look: () -> Int) throws {
        try require(Waiting.until(.now + .seconds(60)) { look() == wanted }, "\(look()) copies, \(wanted) wanted")
    }

    private func count(_ filter: BSONDocument) -> Int {
        (try? fleet.collection("customer.orders", of: .orders).count(filter)).map { Int($0) } ?? -1
    }

    /// Customers with an order that went all the way, by its last status alone: cheap enough to be asked all the time.
    private func received() -> Int {
        count(["orders": ["$elemMatch": ["status": "RECEIVED", "requestedAt": ["$ne": .null]]]])
    }

    /// Customers whose five orders have exactly the histories that they must have.
    private func complete() -> Int {
        let wanted = Self.placed.map { Self.order($0, isSent: false) } + [Self.order(Self.received, isSent: true)]
        return count([
            "orders": [
                "$size": .int32(Int32(wanted.count)), "$all": .array(wanted.map { ["$elemMatch": .document($0)] }),
            ]
        ])
    }

    /// An order with these steps and no others.
    private static func order(_ history: [String], isSent: Bool) -> BSONDocument {
        var order: BSONDocument = [
            "requestedAt": ["$exists": .bool(isSent)], "orderStatusEvents": ["$size": .int32(Int32(history.count))],
        ]
        for (index, status) in history.enumerated() {
            order.append("orderStatusEvents.\(index).orderStatusType", .string(status))
        }
        return order
    }

    private func requests() -> Int {
        (try? fleet.collection("fulfillment.requests", of: .fulfillment).count([:])).map { Int($0) } ?? -1
    }

    /// VmHWM of /proc/PID/status, in KiB.
    private func peaks() throws -> [ServiceName: Int] {
        var peaks: [ServiceName: Int] = [:]
        for replica in fleet.replicas { peaks[replica.service] = try replica.process.peakMemory() }
        return peaks
    }
}
