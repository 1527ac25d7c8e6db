import HTTPClient
import Kafka
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "SevenCallsTests")), .serialized)
struct SevenCallsTests {
    @Test(arguments: TestBroker.available)
    func `the seven calls end in one consistent state`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            var answer = try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            #expect(answer.text == "Sample customer accounts created")
            let ids = Set(try fleet.customers().map(\.id))
            #expect(ids.count == 3)
            try eventually("orders has the customers") { try Set(fleet.customerCopies().map(\.id)) == ids }
            #expect(try fleet.customerCopies().allSatisfy { $0["orders"].array.isEmpty })

            answer = try fleet.orders.send("POST", "/customers/sample/orders", expect: 200)
            #expect(answer.text == "Sample orders added to customer orders")
            #expect(try fleet.customerCopies().allSatisfy { $0["orders"].array.count == 5 })

            answer = try fleet.orders.send("POST", "/customers/sample/fulfill", expect: 200)
            #expect(answer.text == "All 'Approved' orders sent for fulfillment")
            try eventually("fulfillment has the orders") { try fleet.fulfillments().count == 3 }
            #expect(
                try fleet.fulfillments().allSatisfy {
                    $0["order"].statuses == ["CREATED", "APPROVED"] && $0["shippingMethod"].string == nil
                })

            let steps = [
                ("process", "Processing", "PROCESSING"), ("ship", "Shipped", "SHIPPED"),
                ("in-transit", "In Transit", "IN_TRANSIT"), ("receive", "Received", "RECEIVED"),
            ]
            var history = ["CREATED", "APPROVED"]
            for (path, title, status) in steps {
                answer = try fleet.fulfillment.send("POST", "/fulfillments/sample/\(path)", expect: 200)
                #expect(answer.text == "Order status changed to '\(title)'")
                history.append(status)
                #expect(try fleet.fulfillments().allSatisfy { $0["order"].statuses == history })
                try eventually("orders follows to \(status)") {
                    try fleet.customerCopies().allSatisfy { $0["orders"][4].statuses == history }
                }
            }
            #expect(try fleet.fulfillments().allSatisfy { $0["shippingMethod"].string != nil })
            #expect(
                try Set(fleet.fulfillments().map { $0["order"]["guid"].string })
                    == Set(fleet.customerCopies().map { $0["orders"][4]["guid"].string }))

            for id in ids {
                try eventually("accounts knows the orders of \(id)") {
                    let summary = try fleet.accounts.json("/customers/\(id)/order-summary")
                    return summary["total"].int == 5 && summary["counts"]["RECEIVED"].int == 2
                }
                let counts = try fleet.accounts.json("/customers/\(id)/order-summary")["counts"]
                #expect(counts.names == ["CANCELLED", "RECEIVED", "REJECTED", "RETURNED"])
            }

            answer = try fleet.orders.send("POST", "/customers/sample/fulfill", expect: 404)
            #expect(answer.text == "No 'Approved' orders found")
        }
    }

    @Test(arguments: TestBroker.available)
    func `a second run replaces the customers of the first and leaves others alone`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let own = try fleet.accounts.send(
                "POST", "/customers", Samples.customer, headers: [("Accept", "application/hal+json")], expect: 201)
            #expect(own.header("Location")?.hasPrefix("http://127.0.0.1") == true)
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            let first = Set(try fleet.customers().map(\.id))
            #expect(first.count == 4)
            try eventually("orders has all") { try fleet.customerCopies().count == 4 }

            try fleet.accounts.send("GET", "/customers/sample", expect: 201)
            let second = Set(try fleet.customers().map(\.id))
            #expect(second.count == 4)
            #expect(second.intersection(first).count == 1)
            try eventually("orders forgets the first run") { try Set(fleet.customerCopies().map(\.id)) == second }
        }
    }

    @Test(arguments: TestBroker.available)
    func `a reset empties each service, and orders by events`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
            try fleet.accounts.send("POST", "/sample/reset", expect: 200)
            #expect(try fleet.customers().isEmpty)
            try eventually("orders follows") { try fleet.customerCopies().isEmpty }
            try fleet.orders.send("POST", "/sample/reset", expect: 200)
            try fleet.fulfillment.send("POST", "/sample/reset", expect: 200)
            #expect(try fleet.fulfillments().isEmpty)
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `in a closed profile the sample calls are not there`(broker: TestBroker) throws {
        try TestFleet.run(broker, overriding: ["SPRING_PROFILES_ACTIVE": "production"]) { fleet in
            for (member, path) in [
                (fleet.accounts, "/customers/sample"), (fleet.accounts, "/sample/reset"),
                (fleet.orders, "/customers/sample/orders"), (fleet.fulfillment, "/fulfillments/sample/ship"),
            ] {
                let answer = try member.send("POST", path, expect: 404)
                #expect(JSONText(answer.body)["detail"].string?.contains("STOREFRONT_SAMPLES") == true)
            }
        }
    }
}
