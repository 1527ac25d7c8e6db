import BSON
import HTTPClient
import Mongo
import ServiceHost
import TestSupport
import Testing

/// What a write is refused for, and what a repeated one leaves alone.
@Suite(.enabled(if: TestMongo.isAvailable(for: "WriteRulesTests")), .serialized)
struct WriteRulesTests {
    @Test(arguments: TestBroker.available.prefix(1))
    func `a step of all that broke off before its answer leaves alone what was brought back`(broker: TestBroker) throws
    {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
            try fleet.orders.send("POST", "/customers/sample/orders", expect: 200)
            try fleet.seedRequests()
            func hold() throws -> Int? {
                JSONText(
                    try fleet.fulfillment.send(
                        "POST", "/fulfillments/hold", headers: [("Idempotency-Key", "k")], expect: 200
                    ).body)["changed"].int
            }
            #expect(try hold() == 3)
            let resumed = try fleet.fulfillments()[0].id
            try fleet.fulfillment.send("POST", "/fulfillments/\(resumed)/resume", expect: 200)
            // What a crash between the commit and the answer leaves behind.
            try fleet.edit(
                fleet.fulfillment, "idempotency.keys", where: ["_id": "k"],
                ["$unset": ["answer": ""], "$set": ["leaseUntil": .date(BSONDate(milliseconds: 1))]])
            #expect(try hold() == 0)
            #expect(try fleet.fulfillment.json("/fulfillments/\(resumed)")["order"].statuses.last == "APPROVED")
        }
    }
}
