import HTTPClient
import Kafka
import ServiceHost
import StorefrontContracts
import StructuredLogging
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "CustomerChangesTests")), .serialized)
struct CustomerChangesTests {
    /// A fleet with the three sample customers, whose approved orders are at fulfillment.
    private func runWithRequests(_ broker: TestBroker, _ body: (TestFleet) throws -> Void) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
            try fleet.orders.send("POST", "/customers/sample/orders", expect: 200)
            try fleet.orders.send("POST", "/customers/sample/fulfill", expect: 200)
            try eventually("fulfillment has the orders") { try fleet.fulfillments().count == 3 }
            try body(fleet)
        }
    }

    private static func addresses(_ street: String) -> String {
        """
        {"addresses":[{"type":"BILLING","description":"new","address1":"\(street)","city":"X","state":"NY","postalCode":"1"},
        {"type":"SHIPPING","description":"new","address1":"\(street)","city":"X","state":"NY","postalCode":"1"}]}
        """
    }

    private func patch(_ fleet: TestFleet, _ id: String, _ street: String) throws {
        try fleet.accounts.send(
            "PATCH", "/customers/\(id)", Self.addresses(street), type: "application/merge-patch+json", expect: 200)
    }

    @Test(arguments: TestBroker.available)
    func `a new address reaches orders, and fulfillments until they ship`(broker: TestBroker) throws {
        try runWithRequests(broker) { fleet in
            let customer = try fleet.customers()[0].id
            func copy() throws -> JSONText? { try fleet.customerCopies().first { $0.id == customer } }
            func request() throws -> JSONText? {
                let guid = try copy()?["orders"][4]["guid"].string
                return try fleet.fulfillments().first { $0["order"]["guid"].string == guid }
            }
            try patch(fleet, customer, "2 Second Street")
            try eventually("orders follows") {
                try copy()?["addresses"][1]["address1"].string == "2 Second Street"
            }
            #expect(try copy()?["orders"].array.count == 5, "a change of the customer leaves its orders alone")
            try eventually("the unshipped fulfillment follows") {
                try request()?["address"]["address1"].string == "2 Second Street"
            }

            try fleet.fulfillment.send("POST", "/fulfillments/sample/process", expect: 200)
            try fleet.fulfillment.send("POST", "/fulfillments/sample/ship", expect: 200)
            try patch(fleet, customer, "3 Third Street")
            try eventually("orders follows again") {
                try copy()?["addresses"][1]["address1"].string == "3 Third Street"
            }
            try fleet.fulfillment.waitUntilRead(fleet.topics.customerChange, count: 5)
            #expect(
                try request()?["address"]["address1"].string == "2 Second Street", "what has shipped keeps its address")
        }
    }

    @Test(arguments: TestBroker.available)
    func `a deleted customer is gone, and a late older event does not bring it back`(broker: TestBroker) throws {
        try runWithRequests(broker) { fleet in
            let customer = try fleet.customers()[0].id
            let records = try TopicReader.read(fleet.topics.customerChange, broker: broker, count: 3)
            let first = try #require(records.first { $0.key == Array(customer.utf8) })
            try fleet.accounts.send("DELETE", "/customers/\(customer)", expect: 204)
            try fleet.accounts.send("GET", "/customers/\(customer)", expect: 404)
            try fleet.accounts.send("PUT", "/customers/\(customer)", Samples.customer, expect: 409)
            try eventually("orders follows") { try !fleet.customerCopies().contains { $0.id == customer } }
            let item = try fleet.orders.json("/customerOrderses/\(customer)")
            #expect(item["deleted"].bool == true)
            #expect(item["orders"].array.count == 5, "the history of its orders stays")

            try TopicReader.send([first.again(on: fleet.topics.customerChange)], broker: broker)
            try fleet.orders.waitUntilRead(fleet.topics.customerChange, count: 5)
            #expect(try !fleet.customerCopies().contains { $0.id == customer })
            #expect(try fleet.orders.json("/customerOrderses/\(customer)")["deleted"].bool == true)
        }
    }

    @Test(arguments: TestBroker.available)
    func `every event delivered once more, in any order, changes nothing`(broker: TestBroker) throws {
        try runWithRequests(broker) { fleet in
            for path in ["process", "ship", "in-transit", "receive"] {
                try fleet.fulfillment.send("POST", "/fulfillments/sample/\(path)", expect: 200)
            }
            let customer = try fleet.customers()[0].id
            try patch(fleet, customer, "2 Second Street")
            try eventually("orders has all") {
                try fleet.customerCopies().allSatisfy { $0["orders"][4].statuses.count == 6 }
                    && fleet.customerCopies().first { $0.id == customer }?["addresses"][1]["address1"].string
                        == "2 Second Street"
            }
            for id in try fleet.customers().map(\.id) {
                try eventually("accounts has all") {
                    try fleet.accounts.json("/customers/\(id)/order-summary")["counts"]["RECEIVED"].int == 2
                }
            }
            func everything() throws -> [String] {
                let summaries = try fleet.customers().map {
                    try fleet.accounts.send("GET", "/customers/\($0.id)/order-summary").text
                }
                return summaries + [
                    try fleet.accounts.send("GET", "/customers/summary").text,
                    try fleet.orders.send("GET", "/customers/summary").text,
                    try fleet.fulfillment.send("GET", "/fulfillments/summary").text,
                ]
            }
            let before = try everything()

            let topics = fleet.topics
            for (topic, count) in [
                (topics.customerChange, 4), (topics.orderChange, 3), (topics.fulfillmentChange, 12),
                (topics.orderStatusChange, 15),
            ] {
                let records = try TopicReader.read(topic, broker: broker, count: count)
                #expect(records.count == count, "\(topic)")
                try TopicReader.send(records.reversed().map { $0.again(on: topic) }, broker: broker)
            }
            try fleet.accounts.waitUntilRead(topics.fulfillmentChange, count: 24)
            try fleet.accounts.waitUntilRead(topics.orderStatusChange, count: 30)
            try fleet.orders.waitUntilRead(topics.customerChange, count: 8)
            try fleet.orders.waitUntilRead(topics.fulfillmentChange, count: 24)
            try fleet.fulfillment.waitUntilRead(topics.customerChange, count: 8)
            try fleet.fulfillment.waitUntilRead(topics.orderChange, count: 6)
            #expect(try everything() == before)
        }
    }

    @Test(arguments: TestBroker.available)
    func `poison records become dead letters and stop nobody`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let topic = fleet.topics.customerChange
            let bad: [[UInt8]] = [
                Array("not json".utf8), [0xff, 0xfe], Array("{}".utf8), Array(#"{"id":5}"#.utf8), [],
                Array(repeating: UInt8(ascii: "["), count: 5_000),
            ]
            try TopicReader.send(
                bad.map { ProducerRecord(topic: topic, key: Array("k".utf8), value: $0, partition: 0) }, broker: broker)
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
            let group = fleet.orders.hosted.settings.groupID
            let letters = try TopicReader.read("\(topic).\(group).dlt", broker: broker, count: bad.count)
            #expect(letters.map(\.value) == bad)
            #expect(
                letters.map { $0.text("dlt-code") } == [
                    "not-json", "not-json", "wrong-schema", "wrong-schema", "not-json", "not-json",
                ])
            for (offset, letter) in letters.enumerated() {
                #expect(letter.key == Array("k".utf8))
                #expect(letter.text("dlt-original-topic") == topic)
                #expect(letter.text("dlt-original-partition") == "0")
                #expect(letter.text("dlt-original-offset") == String(offset))
                #expect(letter.text("dlt-group") == group)
                #expect(letter.text("dlt-reason")?.isEmpty == false)
            }
            try fleet.orders.waitUntilRead(topic, count: bad.count + 3)
        }
    }
}
