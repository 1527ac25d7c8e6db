import BSON
import HTTPClient
import Mongo
import ServiceHost
import TestSupport
import Testing

/// What a write is refused for, and what a repeated one leaves alone.
@Suite(.enabled(if: TestMongo.isAvailable(for: "WriteRulesTests")), .serialized)
struct WriteRulesTests {
    private static let order = """
        {"orderItems":[{"product":{"guid":"p","title":"Red Widget","description":"Reliable","price":3.99},"quantity":2}]}
        """

    @Test(arguments: TestBroker.available.prefix(1))
    func `an order is held until its history is full, and still reaches fulfillment`(broker: TestBroker) throws {
        try runWithOrder(broker) { fleet, _, guid in
            let note = #"{"note":"\#(String(repeating: #"\u0001"#, count: 1_000))"}"#
            for _ in 0..<30 {
                try fleet.orders.send("POST", "/orders/\(guid)/hold", note, expect: 200)
                try fleet.orders.send("POST", "/orders/\(guid)/resume", note, expect: 200)
            }
            let refusal = JSONText(try fleet.orders.send("POST", "/orders/\(guid)/hold", note, expect: 409).body)
            #expect(refusal["code"].string == "history-full")
            #expect(refusal["detail"].string?.contains("has 61 entries: orders holds no order with 60 or more") == true)
            try fleet.orders.send("POST", "/orders/\(guid)/approve", note, expect: 200)
            try fleet.orders.send("POST", "/orders/\(guid)/fulfill", expect: 200)
            try eventually("fulfillment has the order") { try fleet.fulfillments().count == 1 }
            let fulfillment = try #require(try fleet.fulfillments().first)
            #expect(fulfillment["order"].statuses.count == 62)
            let path = "/fulfillments/\(fulfillment.id)"
            for _ in 0..<14 {
                try fleet.fulfillment.send("POST", "\(path)/hold", note, expect: 200)
                try fleet.fulfillment.send("POST", "\(path)/resume", note, expect: 200)
            }
            let second = JSONText(try fleet.fulfillment.send("POST", "\(path)/hold", note, expect: 409).body)
            #expect(second["code"].string == "history-full")
            try fleet.fulfillment.send("POST", "\(path)/process", note, expect: 200)
            try eventually("orders has the whole history") {
                try fleet.orders.json("/orders/\(guid)").statuses.count == 91
            }
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a customer whose orders have filled their document gets no more`(broker: TestBroker) throws {
        try runWithOrder(broker) { fleet, customer, guid in
            let filler = BSONValue.string(String(repeating: "x", count: 4 << 20))
            try fleet.edit(fleet.orders, "customer.orders", ["$set": ["orders.0.orderItems.0.product.title": filler]])
            let refusal = try fleet.orders.send("POST", "/customers/\(customer)/orders", Self.order, expect: 409)
            #expect(JSONText(refusal.body)["code"].string == "too-many-orders")
            #expect(JSONText(refusal.body)["detail"].string?.contains("4 MiB") == true)
            try fleet.orders.send("POST", "/orders/\(guid)/approve", expect: 200)
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `where nothing has a version an If-Match with an entity tag does not hold`(broker: TestBroker) throws {
        try runWithOrder(broker) { fleet, customer, _ in
            for (member, path, body, status) in [
                (fleet.accounts, "/customers", Samples.customer, 201), (fleet.accounts, "/customers/sample", nil, 201),
                (fleet.orders, "/customers/\(customer)/orders", Self.order, 201),
                (fleet.orders, "/actuator/republish", #"["nothing"]"#, 200),
                (fleet.fulfillment, "/fulfillments/hold", nil, 200), (fleet.fulfillment, "/sample/reset", nil, 200),
            ] as [(TestMember, String, String?, Int)] {
                for tag in ["\"1\"", "W/\"1\", \"2\""] {
                    let answer = try member.send("POST", path, body, headers: [("If-Match", tag)], expect: 412)
                    #expect(JSONText(answer.body)["code"].string == "precondition-failed")
                }
                try member.send("POST", path, body, headers: [("If-Match", "1")], expect: 400)
                try member.send("POST", path, body, headers: [("If-Match", "*")], expect: status)
            }
            #expect(try fleet.orders.json("/customerOrderses/\(customer)")["orders"].array.count == 2)
            #expect(try fleet.customers().count == 5)
        }
    }

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

    /// A fleet with one customer and one order of hers.
    private func runWithOrder(
        _ broker: TestBroker, _ body: (TestFleet, _ customer: String, _ guid: String) throws -> Void
    ) throws {
        func made(_ response: HTTPClientResponse) throws -> String {
            try #require(response.header("Location")?.split(separator: "/").last.map(String.init))
        }
        try TestFleet.run(broker) { fleet in
            let customer = try made(try fleet.accounts.send("POST", "/customers", Samples.customer, expect: 201))
            try eventually("orders has the customer") { try fleet.customerCopies().count == 1 }
            let guid = try made(
                try fleet.orders.send("POST", "/customers/\(customer)/orders", Self.order, expect: 201))
            try body(fleet, customer, guid)
        }
    }
}
