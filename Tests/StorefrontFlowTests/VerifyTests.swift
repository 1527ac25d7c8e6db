import BSON
import HTTPClient
import Mongo
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@testable import StorefrontTools
@testable import storefront_verify

@Suite(.enabled(if: TestMongo.isAvailable(for: "VerifyTests")), .serialized)
struct VerifyTests {
    @Test(arguments: TestBroker.available)
    func `after the calls all agree, asked for it and read from the databases`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.seedShipped()
            let customer = try fleet.customers()[0].id
            try fleet.accounts.send("DELETE", "/customers/\(customer)", expect: 204)
            let look = try BrokerLook(broker.bootstrapServers())
            let report = try fleet.verify(topics: look)
            #expect(report.exitCode == 0, "\(report.lines)")
            #expect(
                report.outcome?.counts
                    == ComparedCounts(customers: 3, copies: 6, orders: 15, fulfillments: 3, summaries: 15))
            #expect(report.topics?.deadLetters == 0)
            #expect(report.topics?.topics.map(\.partitions) == [3, 3, 3, 3])
            // Counted by a sweep every second.
            try eventually("nothing waits") {
                try fleet.verify(patience: .zero).movements.map(\.movement.waiting) == [0, 0, 0]
            }
            #expect(try fleet.verify(direct: true).exitCode == 0)
            try expectEqualReaders(fleet)
        }
    }

    /// The tool's own look into the databases and what the services say must be the same, whatever the page.
    private func expectEqualReaders(_ fleet: TestFleet) throws {
        let (services, databases) = (try fleet.services, try fleet.databases)
        for limit in [1, 2, 1_000] {
            func all<Element: Equatable>(
                _ page: (AggregateSelection) throws -> AggregatePage<Element>
            ) throws -> [Element] {
                var (found, selection) = ([Element](), AggregateSelection())
                selection.limit = limit
                repeat {
                    let page = try page(selection)
                    #expect(page.aggregates.count <= limit)
                    found += page.aggregates
                    selection.after = page.next
                } while selection.after != nil
                return found
            }
            for service in StorefrontTools.StorefrontService.allCases {
                let told = try all { try services.customers(of: service, $0) }
                #expect(try told == all { try databases.customers(of: service, $0) })
                #expect(told.count == 3)
            }
            let orders = try all { try services.orders($0) }
            #expect(try orders == all { try databases.orders($0) })
            #expect(orders.count == 15 && Set(orders.map(\.guid)).count == 15)
            let fulfillments = try all { try services.fulfillments($0) }
            #expect(try fulfillments == all { try databases.fulfillments($0) })
            #expect(fulfillments.count == 3 && fulfillments.allSatisfy { $0.sequence == 3 && $0.shipped })
            let summaries = try all { try services.orderSummaries($0) }
            #expect(try summaries == all { try databases.orderSummaries($0) })
            #expect(summaries.count == 15)
        }
    }

    private struct Edit: Sendable {
        let what: String
        /// The difference by service, kind and groups.
        let names: String
        let make: @Sendable (TestFleet) throws -> Void

        init(_ what: String, _ names: String, _ make: @escaping @Sendable (TestFleet) throws -> Void) {
            self.what = what
            self.names = names
            self.make = make
        }
    }

    private static let edits: [Edit] = [
        Edit("a copy's name", "orders local-edit name") { fleet in
            try fleet.edit(fleet.orders, "customer.orders", ["$set": ["name.lastName": "Byron"]])
        },
        Edit("a copy with a version of its own", "orders ahead contact") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", ["$set": ["contact.email": "x@y", "customerVersion": 99]])
        },
        Edit("a copy marked as deleted", "orders deleted ") { fleet in
            try fleet.edit(fleet.orders, "customer.orders", ["$set": ["deleted": true]])
        },
        Edit("an old copy", "orders behind addresses") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", ["$set": ["addresses": [], "customerVersion": 0]])
        },
        Edit("what fulfillment keeps of a customer", "fulfillment local-edit name") { fleet in
            try fleet.edit(fleet.fulfillment, "customers", ["$set": ["name.lastName": "Byron"]])
        },
        Edit("the address of a request", "fulfillment local-edit address") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$set": ["address.city": "Elsewhere"]])
        },
        Edit("how many pieces are to be shipped", "fulfillment local-edit items") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$set": ["order.orderItems.0.quantity": 99]])
        },
        Edit("what was ordered", "fulfillment local-edit items") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", where: ["orders.4.status": "PROCESSING"],
                ["$set": ["orders.4.orderItems.0.product.title": "A chair"]])
        },
        Edit("a sequence in orders", "orders history sequence") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", where: ["orders.4.status": "PROCESSING"],
                ["$set": ["orders.4.orderStatusEvents.2.sequence": 99]])
        },
        Edit("a sequence in accounts", "accounts ahead sequence") { fleet in
            try fleet.edit(
                fleet.accounts, "order.summaries", where: ["fulfillment.orderStatusType": "PROCESSING"],
                ["$set": ["fulfillment.sequence": 99]])
        },
        Edit("a request that is gone", "fulfillment missing ") { fleet in
            let deleted = try fleet.withCollection(fleet.fulfillment, "fulfillment.requests") {
                try $0.delete(["status": "PROCESSING"])
            }
            #expect(deleted == 1)
        },
        Edit("a step that is gone", "orders behind history") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", where: ["orders.4.status": "PROCESSING"],
                ["$pop": ["orders.4.orderStatusEvents": 1], "$set": ["orders.4.status": "APPROVED"]])
        },
        Edit("a step that was changed", "orders history history") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", where: ["orders.4.status": "PROCESSING"],
                [
                    "$set": [
                        "orders.4.orderStatusEvents.2.orderStatusType": "SHIPPED", "orders.4.status": "SHIPPED",
                    ]
                ])
        },
        Edit("the status by which orders' steps select", "orders status status") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", where: ["orders.4.status": "PROCESSING"],
                ["$set": ["orders.4.status": "APPROVED"]])
        },
        Edit("the status by which fulfillment's steps select", "fulfillment status status") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$set": ["status": "SHIPPED"]])
        },
        Edit("a status in accounts", "accounts status status") { fleet in
            try fleet.edit(
                fleet.accounts, "order.summaries", where: ["fulfillment.orderStatusType": "PROCESSING"],
                ["$set": ["fulfillment.orderStatusType": "ON_HOLD"]])
        },
        Edit("a copy without a part of an address", "orders unreadable addresses") { fleet in
            try fleet.edit(fleet.orders, "customer.orders", ["$unset": ["addresses.0.city": ""]])
        },
        Edit("a copy whose version is no number", "orders unreadable version") { fleet in
            try fleet.edit(fleet.orders, "customer.orders", ["$set": ["customerVersion": "x"]])
        },
        Edit("what fulfillment keeps of a customer, without a part", "fulfillment unreadable contact") { fleet in
            try fleet.edit(fleet.fulfillment, "customers", ["$unset": ["contact.email": ""]])
        },
        Edit("a request without a part of its address", "fulfillment unreadable address") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$unset": ["address.city": ""]])
        },
        Edit("a request whose version of the customer is no number", "fulfillment unreadable version") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$set": ["customerVersion": "x"]])
        },
        Edit("pieces that are no number", "fulfillment unreadable items") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$set": ["order.orderItems.0.quantity": "many"]])
        },
        Edit("a step in fulfillment that nobody knows", "fulfillment unreadable history") { fleet in
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", where: ["status": "PROCESSING"],
                ["$set": ["order.orderStatusEvents.2.orderStatusType": "LOST"]])
        },
        Edit("a step in orders that nobody knows", "orders unreadable history") { fleet in
            try fleet.edit(
                fleet.orders, "customer.orders", where: ["orders.4.status": "PROCESSING"],
                ["$set": ["orders.4.orderStatusEvents.2.orderStatusType": "LOST"]])
        },
        Edit("a status in accounts that nobody knows", "accounts unreadable status") { fleet in
            try fleet.edit(
                fleet.accounts, "order.summaries", where: ["fulfillment.orderStatusType": "PROCESSING"],
                ["$set": ["fulfillment.orderStatusType": "LOST"]])
        },
        Edit("an order that accounts does not know", "accounts missing status") { fleet in
            let deleted = try fleet.withCollection(fleet.accounts, "order.summaries") {
                try $0.delete(["fulfillment": nil])
            }
            #expect(deleted == 1)
        },
        Edit("a deletion that was undone", "orders not-deleted ") { fleet in
            try fleet.edit(fleet.orders, "customer.orders", where: ["deleted": true], ["$unset": ["deleted": ""]])
        },
    ]

    @Test(arguments: TestBroker.available)
    func `a difference made by hand is named, alone, and a repair mends it`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
            try fleet.orders.send("POST", "/customers/sample/orders", expect: 200)
            try fleet.seedRequests()
            try fleet.fulfillment.send("POST", "/fulfillments/sample/process", expect: 200)
            #expect(try fleet.verify().exitCode == 0)
            for edit in Self.edits {
                if edit.names.contains("not-deleted") {
                    try fleet.accounts.send("DELETE", "/customers/\(fleet.customers()[0].id)", expect: 204)
                    #expect(try fleet.verify().exitCode == 0)
                }
                try edit.make(fleet)
                for isDirect in [false, true] {
                    let report = try fleet.verify(patience: .zero, direct: isDirect)
                    let named = report.outcome?.differences.map {
                        "\($0.service) \($0.kind.rawValue) \($0.groups.joined(separator: " "))"
                    }
                    #expect(report.exitCode == 1 && named == [edit.names], "\(edit.what): \(report.lines)")
                }
                let repaired = try fleet.verify(patience: .zero) { $0.repairs = true }
                #expect(repaired.exitCode == 0, "\(edit.what): \(repaired.lines)")
                #expect(repaired.repair?.differenceCount == 1)
            }
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `what nobody can mend is told and stays`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.seedShipped()
            #expect(try fleet.verify().exitCode == 0)
            try fleet.edit(
                fleet.fulfillment, "fulfillment.requests", ["$set": ["name.lastName": "Byron"]])
            try fleet.withCollection(fleet.orders, "customer.orders") {
                try $0.insert(["_id": "nobody", "customerVersion": 1, "version": 1])
            }
            let report = try fleet.verify(patience: .zero) { $0.repairs = true }
            #expect(report.exitCode == 1)
            #expect(report.repair?.hopeless.map(\.kind) == [.extra, .localEdit])
            #expect(report.outcome?.differences.map(\.kind) == [.extra, .localEdit])
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `what its owner cannot read is named, hides nothing else, and stays`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.seedShipped()
            #expect(try fleet.verify().exitCode == 0)
            try fleet.edit(
                fleet.orders, "customer.orders", ["$set": ["orders.1.orderStatusEvents.0.orderStatusType": "LOST"]])
            try fleet.edit(fleet.accounts, "customer.accounts", ["$unset": ["addresses.0.city": ""]])
            for isDirect in [false, true] {
                let report = try fleet.verify(patience: .zero, direct: isDirect)
                let named = Set(report.outcome?.differences.map { "\($0.service) \($0.groups)" } ?? [])
                #expect(report.exitCode == 1 && report.outcome?.differenceCount == 2, "\(report.lines)")
                #expect(named == [#"accounts ["addresses"]"#, #"orders ["history", "own steps"]"#])
                #expect(report.outcome?.counts.orders == 15)
            }
            let repaired = try fleet.verify(patience: .zero) { $0.repairs = true }
            #expect(repaired.exitCode == 1 && repaired.repair?.hopeless.map(\.kind) == [.unreadable, .unreadable])
            #expect(repaired.outcome?.differenceCount == 2, "\(repaired.lines)")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a fleet that does not answer is exit code 2, and names who`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            fleet.orders.hosted.stop(within: .seconds(8))
            let report = try fleet.verify(patience: .zero)
            #expect(report.exitCode == 2 && report.failures.count == 1)
            #expect(report.failures.first?.hasPrefix("orders does not answer") == true, "\(report.failures)")
            #expect(try fleet.verify(patience: .zero, direct: true).exitCode == 0, "the databases are there")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `queries that mean nothing are refused, and a closed profile shows nothing`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            for query in [
                "kind=moons", "kind=customers&limit=0", "kind=customers&limit=1001", "kind=customers&limit=x",
            ] {
                try fleet.orders.send("GET", "/actuator/aggregates?\(query)", expect: 400)
            }
            for (path, body) in [
                ("/actuator/aggregates/forget?kind=orders", "[]"), ("/actuator/aggregates/forget?kind=customers", "[]"),
                ("/actuator/aggregates/forget?kind=customers", #"[{"id":"x"}]"#), ("/actuator/republish", #"{"a":1}"#),
                ("/actuator/republish", "[1]"),
            ] {
                let status = try fleet.orders.send("POST", path, body).status
                #expect([400, 422].contains(status), "\(path) \(body): \(status)")
            }
            let index = try fleet.orders.send("GET", "/actuator", expect: 200).text
            #expect(index.contains("/actuator/aggregates") && index.contains("/actuator/republish"))
        }
        try TestFleet.run(broker, overriding: ["SPRING_PROFILES_ACTIVE": "prod"]) { fleet in
            try fleet.orders.send("GET", "/actuator/aggregates", expect: 404)
            try fleet.orders.send("POST", "/actuator/republish", expect: 404)
        }
    }
}
