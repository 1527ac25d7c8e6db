import BSON
import HTTPClient
import Kafka
import Mongo
import ServiceHost
import StorefrontContracts
import StructuredLogging
import TestSupport
import Testing

@testable import StorefrontTools

@Suite(.enabled(if: TestMongo.isAvailable(for: "RepublishTests")), .serialized)
struct RepublishTests {
    private func everything(_ fleet: TestFleet) throws -> [String] {
        let summaries = try fleet.customers().map {
            try fleet.accounts.send("GET", "/customers/\($0.id)/order-summary").text
        }
        return summaries + [
            try fleet.accounts.send("GET", "/customers/summary").text,
            try fleet.orders.send("GET", "/customers/summary").text,
            try fleet.fulfillment.send("GET", "/fulfillments/summary").text,
        ]
    }

    @Test(arguments: TestBroker.available)
    func `published again, what is known changes nothing`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.seedShipped()
            #expect(try fleet.verify().exitCode == 0)
            let before = try everything(fleet)
            let report = try fleet.verify { $0.republishes = true }
            #expect(report.exitCode == 0, "\(report.lines)")
            // Customers; a status of each order and three requests; two steps of three fulfillments.
            #expect(report.republished == Repair.Done(forgotten: 0, republished: 3 + 15 + 3, events: 3 + 18 + 6))
            try fleet.orders.waitUntilRead(fleet.topics.fulfillmentChange, count: 12)
            try fleet.accounts.waitUntilRead(fleet.topics.orderStatusChange, count: 30)
            try fleet.fulfillment.waitUntilRead(fleet.topics.orderChange, count: 6)
            #expect(try everything(fleet) == before)
        }
    }

    @Test(arguments: TestBroker.available)
    func `a customer with more orders than have room in its document is published again in full`(
        broker: TestBroker
    ) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("POST", "/customers", Samples.customer, expect: 201)
            try eventually("orders has the customer") { try fleet.customerCopies().count == 1 }
            let id = try fleet.customerCopies()[0].id
            for _ in 0..<150 {
                let order = JSONText(
                    try fleet.orders.send("POST", "/customers/\(id)/orders", Samples.order, expect: 201).body)
                try fleet.orders.send("POST", "/orders/\(order["guid"].string ?? "")/approve", expect: 200)
            }
            try fleet.orders.send("POST", "/customers/sample/fulfill", expect: 200)
            #expect(try fleet.verify().exitCode == 0)
            let report = try fleet.verify { $0.republishes = true }
            #expect(report.exitCode == 0, "\(report.lines)")
            // A customer; a status and a request of each order; fulfillment has made no steps yet.
            #expect(report.republished == Repair.Done(forgotten: 0, republished: 1 + 150, events: 1 + 300))
            try fleet.accounts.waitUntilRead(fleet.topics.orderStatusChange, count: 450)
            try fleet.fulfillment.waitUntilRead(fleet.topics.orderChange, count: 300)
        }
    }

    @Test(arguments: TestBroker.available)
    func `copies in an emptied database come back`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            for _ in 0..<450 { try fleet.accounts.send("POST", "/customers", Samples.customer, expect: 201) }
            let deleted = try fleet.customers()[7].id
            try fleet.accounts.send("DELETE", "/customers/\(deleted)", expect: 204)
            #expect(try fleet.verify().exitCode == 0)
            _ = try fleet.withCollection(fleet.orders, "customer.orders") { try $0.deleteMany([:]) }
            let empty = try fleet.verify(patience: .zero)
            #expect(empty.outcome?.differenceCount == 449, "\(empty.lines.last ?? "")")
            let report = try fleet.verify { $0.republishes = true }
            #expect(report.exitCode == 0, "\(report.lines)")
            #expect(report.republished?.republished == 450)
            #expect(try fleet.customerCopies().count == 449)
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a fulfillment that was lost goes on where it was`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.seedShipped()
            #expect(try fleet.verify().exitCode == 0)
            _ = try fleet.withCollection(fleet.fulfillment, "fulfillment.requests") { try $0.deleteMany([:]) }
            let report = try fleet.verify(patience: .zero) { $0.repairs = true }
            #expect(report.exitCode == 0, "\(report.lines)")
            try fleet.fulfillment.send("POST", "/fulfillments/sample/in-transit", expect: 200)
            #expect(try fleet.verify().exitCode == 0)
            let orders = try fleet.customerCopies().map { $0["orders"][4].statuses }
            #expect(
                orders == Array(repeating: ["CREATED", "APPROVED", "PROCESSING", "SHIPPED", "IN_TRANSIT"], count: 3))
        }
    }

    @Test(arguments: TestBroker.available)
    func `topics that are deleted under a running fleet are filled again without a command`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.seedShipped()
            #expect(try fleet.verify().exitCode == 0)
            // The look at the ends of the topics comes every five seconds.
            let topics = fleet.topics
            try waitForMarkers(of: fleet)
            let admin = try KafkaAdmin(broker.configuration(), logger: Logger(label: "test.kafka"))
            defer { admin.close() }
            try admin.deleteTopics(
                [topics.customerChange, topics.orderChange, topics.fulfillmentChange, topics.orderStatusChange],
                timeout: .seconds(20))
            for member in fleet.members {
                eventually("\(member.name) publishes again", within: .seconds(60)) {
                    member.logText.contains("all aggregates are on their way again")
                }
            }
            try expectFilled(fleet, broker.configuration())
        }
    }

    @Test(arguments: TestBroker.available.filter { $0.kind == .tansu })
    func `a broker that comes back empty is filled again, and the fleet goes on`(kind: TestBroker) throws {
        let broker = try MortalBroker()
        defer { broker.stop() }
        let fleet = try TestFleet(
            on: kind, overriding: ["SPRING_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrapServers])
        defer { fleet.stop() }
        try fleet.start()
        try fleet.waitUntilItWorks()
        try fleet.seedShipped()
        #expect(try fleet.verify().exitCode == 0)
        try waitForMarkers(of: fleet)
        try broker.replaceByEmptyOne()
        for member in fleet.members {
            eventually("\(member.name) publishes again", within: .seconds(60)) {
                member.logText.contains("all aggregates are on their way again")
            }
        }
        try expectFilled(fleet, KafkaConfiguration(bootstrapServers: broker.bootstrapServers, clientID: "test"))
        try fleet.fulfillment.send("POST", "/fulfillments/sample/in-transit", expect: 200)
        let report = try fleet.verify(patience: .seconds(60))
        #expect(report.exitCode == 0, "\(report.lines)")
    }

    /// Services have seen that their topics hold records.
    private func waitForMarkers(of fleet: TestFleet) throws {
        for member in fleet.members {
            try eventually("\(member.name) knows its topics", within: .seconds(30)) {
                try fleet.withCollection(member, "outbox.state") { states in
                    try states.findAll([:]).contains { $0["topics"]?.hasRecords == true }
                }
            }
        }
    }

    /// The topics hold again what a consumer that begins with nothing needs, and nothing has changed by it.
    private func expectFilled(_ fleet: TestFleet, _ broker: KafkaConfiguration) throws {
        func keys(_ records: [ConsumerRecord]) -> Set<String> {
            Set(records.map { String(decoding: $0.key ?? [], as: UTF8.self) })
        }
        // Topics that go one after the other may be filled more than once: the same records again are no fault.
        func expectKeys(_ expected: Set<String>, in topic: String) throws {
            let found = try TopicReader.read(topic, from: broker, until: "\(expected.count) keys") {
                keys($0).count >= expected.count
            }
            #expect(keys(found) == expected, "\(topic)")
        }
        let topics = fleet.topics
        let customers = try fleet.customerCopies()
        let sent = customers.compactMap { $0["orders"][4]["guid"].string }
        try expectKeys(Set(customers.map(\.id)), in: topics.customerChange)
        try expectKeys(Set(sent), in: topics.orderChange)
        try expectKeys(Set(sent), in: topics.fulfillmentChange)
        try expectKeys(
            Set(customers.flatMap { $0["orders"].array.compactMap { $0["guid"].string } }), in: topics.orderStatusChange
        )
        let report = try fleet.verify(patience: .seconds(60))
        #expect(report.exitCode == 0, "\(report.lines)")
        #expect(
            try fleet.customerCopies().map { $0["orders"][4].statuses }
                == Array(repeating: ["CREATED", "APPROVED", "PROCESSING", "SHIPPED"], count: 3))
    }
}
