import Kafka
import StorefrontContracts
import TestSupport
import Testing

@testable import StorefrontTools
@testable import storefront_verify

/// Events of a foreign hand with a version that their aggregate will never reach, and that consumers take.
@Suite(.enabled(if: TestMongo.isAvailable(for: "FalseVersionTests")), .serialized)
struct FalseVersionTests {
    private static let version = KafkaHeader("ce_sequence", "999999999999")

    private static func onHold(_ guid: String, of customer: String, topic: String) -> ProducerRecord {
        let value = """
            {"guid":"\(guid)","orderStatusEvent":{"timestamp":4000000000000,"orderStatusType":"ON_HOLD","note":null},
            "customerId":"\(customer)"}
            """
        return ProducerRecord(topic: topic, key: Array(guid.utf8), value: Array(value.utf8), headers: [version])
    }

    private func seed(_ fleet: TestFleet) throws -> (customers: [String], guids: [String]) {
        try fleet.accounts.send("POST", "/customers/sample", expect: 201)
        try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
        try fleet.orders.send("POST", "/customers/sample/orders", expect: 200)
        let copies = try fleet.customerCopies()
        return (copies.map(\.id), copies.map { $0["orders"][4]["guid"].string ?? "" })
    }

    /// As accounts shows it.
    private func status(_ fleet: TestFleet, _ guid: String, of customer: String) throws -> String? {
        try fleet.accounts.json("/customers/\(customer)/order-summary")["orders"].array.first {
            $0["guid"].string == guid
        }?["status"].string
    }

    private func differences(_ report: VerifyReport) -> Set<String> {
        Set(
            (report.outcome?.differences ?? []).map {
                "\($0.service) \($0.kind.rawValue) \($0.groups.joined(separator: " "))"
            })
    }

    @Test(arguments: TestBroker.available)
    func `true changes of that customer and order are stale, no others, until a repair`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let (customers, guids) = try seed(fleet)
            let topics = fleet.topics
            let copy = try #require(
                TopicReader.read(topics.customerChange, broker: broker, count: 3).first {
                    $0.key == Array(customers[0].utf8)
                })
            let headers = copy.headers.filter { $0.name != "ce_sequence" } + [Self.version]
            try TopicReader.send(
                [
                    ProducerRecord(
                        topic: topics.customerChange, key: copy.key, value: copy.value, headers: headers),
                    Self.onHold(guids[1], of: customers[1], topic: topics.orderStatusChange),
                ], broker: broker)
            try fleet.orders.waitUntilRead(topics.customerChange, count: 4)
            try fleet.fulfillment.waitUntilRead(topics.customerChange, count: 4)
            try fleet.accounts.waitUntilRead(topics.orderStatusChange, count: 16)

            for customer in customers {
                try fleet.accounts.send(
                    "PATCH", "/customers/\(customer)", #"{"contact":{"email":"new@example.org"}}"#,
                    type: "application/merge-patch+json", expect: 200)
            }
            for guid in guids[1...] { try fleet.orders.send("POST", "/orders/\(guid)/cancel", "{}", expect: 200) }
            try fleet.orders.waitUntilRead(topics.customerChange, count: 7)
            try fleet.fulfillment.waitUntilRead(topics.customerChange, count: 7)
            try fleet.accounts.waitUntilRead(topics.orderStatusChange, count: 18)
            let mails = try fleet.customerCopies().map { $0["contact"]["email"].string == "new@example.org" }
            #expect(mails == [false, true, true])
            #expect(try status(fleet, guids[1], of: customers[1]) == "ON_HOLD")
            #expect(try status(fleet, guids[2], of: customers[2]) == "CANCELLED")

            let report = try fleet.verify(patience: .zero, topics: BrokerLook(broker.bootstrapServers()))
            #expect(
                differences(report) == ["orders ahead contact", "fulfillment ahead contact", "accounts status status"],
                "\(report.lines)")
            #expect(report.topics?.deadLetters == 0)
            let repaired = try fleet.verify(patience: .zero) { $0.repairs = true }
            #expect(repaired.exitCode == 0, "\(repaired.lines)")
            #expect(try fleet.customerCopies().allSatisfy { $0["contact"]["email"].string == "new@example.org" })
            #expect(try status(fleet, guids[1], of: customers[1]) == "CANCELLED")
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `a step of fulfillment with it stays the last of its order, and true ones come before it`(
        broker: TestBroker
    ) throws {
        try TestFleet.run(broker) { fleet in
            let (customers, guids) = try seed(fleet)
            let topic = fleet.topics.fulfillmentChange
            try fleet.seedRequests()
            try fleet.fulfillment.send("POST", "/fulfillments/sample/process", expect: 200)
            try fleet.orders.waitUntilRead(topic, count: 3)
            try TopicReader.send([Self.onHold(guids[1], of: customers[1], topic: topic)], broker: broker)
            try fleet.orders.waitUntilRead(topic, count: 4)
            try fleet.accounts.waitUntilRead(topic, count: 4)
            try fleet.fulfillment.send("POST", "/fulfillments/sample/ship", expect: 200)
            try fleet.orders.waitUntilRead(topic, count: 7)
            try fleet.accounts.waitUntilRead(topic, count: 7)
            let shipped = ["CREATED", "APPROVED", "PROCESSING", "SHIPPED"]
            let histories = try fleet.customerCopies().map { $0["orders"][4].statuses }
            #expect(histories == [shipped, shipped + ["ON_HOLD"], shipped])
            #expect(
                try zip(guids, customers).map { try status(fleet, $0, of: $1) } == ["SHIPPED", "ON_HOLD", "SHIPPED"])
            let report = try fleet.verify(patience: .zero, topics: BrokerLook(broker.bootstrapServers()))
            #expect(differences(report) == ["orders ahead history", "accounts status status"], "\(report.lines)")
            #expect(report.topics?.deadLetters == 0)
        }
    }
}
