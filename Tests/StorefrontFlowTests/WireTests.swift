import HTTPClient
import Kafka
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "WireTests")), .serialized)
struct WireTests {
    @Test(arguments: TestBroker.available)
    func `every event is keyed, has its envelope and the payload of the contract`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("POST", "/customers/sample", expect: 201)
            try eventually("orders has the customers") { try fleet.customerCopies().count == 3 }
            try fleet.orders.send("POST", "/customers/sample/orders", expect: 200)
            try fleet.orders.send("POST", "/customers/sample/fulfill", expect: 200)
            try eventually("fulfillment has the orders") { try fleet.fulfillments().count == 3 }
            for path in ["process", "ship", "in-transit", "receive"] {
                try fleet.fulfillment.send("POST", "/fulfillments/sample/\(path)", expect: 200)
            }
            let topics = fleet.topics
            let customers = try TopicReader.read(topics.customerChange, broker: broker, count: 3)
            let requests = try TopicReader.read(topics.orderChange, broker: broker, count: 3)
            let steps = try TopicReader.read(topics.fulfillmentChange, broker: broker, count: 12)
            let statuses = try TopicReader.read(topics.orderStatusChange, broker: broker, count: 15)

            for (records, source, type) in [
                (customers, "/accounts", "CustomerChangeEvent"), (requests, "/orders", "FulfillmentRequestEvent"),
                (steps, "/fulfillment", "OrderStatusChangeEvent"), (statuses, "/orders", "OrderStatusChangeEvent"),
            ] {
                for record in records {
                    #expect(record.text("ce_source") == source)
                    #expect(record.text("ce_specversion") == "1.0")
                    #expect(record.text("ce_sequence").flatMap { Int($0) }.map { $0 > 0 } == true)
                    #expect(record.text("ce_id")?.count == 36)
                    #expect(record.text("ce_subject").map { Array($0.utf8) } == record.key)
                    #expect(record.text("content-type") == "application/json")
                    #expect(record.text("__TypeId__") == "com.storefront.model.\(type)")
                }
                #expect(Set(records.compactMap { $0.text("ce_id") }).count == records.count)
            }
            for record in customers {
                let payload = JSONText(record.value ?? [])
                #expect(payload.names == ["addresses", "contact", "id", "name"])
                #expect(record.key == payload["id"].string.map { Array($0.utf8) })
            }
            for record in requests {
                let payload = JSONText(record.value ?? [])
                #expect(payload.names == ["address", "contact", "customerId", "name", "order", "timestamp"])
                #expect(payload["order"].statuses == ["CREATED", "APPROVED"])
                #expect(record.key == payload["order"]["guid"].string.map { Array($0.utf8) })
            }
            for record in steps + statuses {
                let payload = JSONText(record.value ?? [])
                #expect(payload.names == ["customerId", "guid", "orderStatusEvent"])
                #expect(payload["orderStatusEvent"].names == ["note", "orderStatusType", "timestamp"])
                #expect(record.key == payload["guid"].string.map { Array($0.utf8) })
            }
            let partitions = Dictionary(grouping: steps, by: { $0.key ?? [] }).values.map { Set($0.map(\.partition)) }
            #expect(partitions.allSatisfy { $0.count == 1 }, "the steps of an order stay in order")
        }
    }

    @Test(arguments: TestBroker.available)
    func `events of Spring peers, without key and envelope, are applied`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let id = "60a52f0e1c9d440000a1b2c3"
            let guid = "3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162"
            let person = """
                "name":{"title":"Ms.","firstName":"Mary","middleName":null,"lastName":"Smith","suffix":null},
                "contact":{"primaryPhone":"456-789-0001","secondaryPhone":null,"email":"marysmith@yougotmail.com"}
                """
            let address = """
                {"type":"SHIPPING","description":"Home","address1":"1234 Main Street","address2":null,"city":"Anywhere",
                 "state":"NY","postalCode":"45455-66677"}
                """
            func send(_ topic: String, _ type: String, _ value: String) throws {
                try TopicReader.send(
                    [
                        ProducerRecord(
                            topic: topic, key: nil, value: Array(value.utf8),
                            headers: [KafkaHeader("__TypeId__", "com.storefront.model.\(type)")])
                    ], broker: broker)
            }
            try send(
                fleet.topics.customerChange, "CustomerChangeEvent",
                #"{"id":"\#(id)",\#(person),"addresses":[\#(address)]}"#)
            try eventually("orders has the customer") { try fleet.customerCopies().map(\.id) == [id] }
            try send(
                fleet.topics.orderChange, "FulfillmentRequestEvent",
                """
                {"id":null,"timestamp":1621440020456,\(person),"address":\(address),"order":{"guid":"\(guid)",
                 "orderStatusEvents":[{"timestamp":1621440000123,"orderStatusType":"CREATED","note":null},
                                      {"timestamp":1621440000123,"orderStatusType":"APPROVED","note":null}],
                 "orderItems":[{"product":{"id":null,"guid":"d01fde07-7c24-49c5-a5f1-bc2ce1f14c48","title":"Red Widget",
                   "description":"Reliable Red Widget","price":3.99},"quantity":2}]}}
                """)
            try eventually("fulfillment has the order") {
                try fleet.fulfillments().map { $0["order"]["guid"].string } == [guid]
            }
            try fleet.fulfillment.send("POST", "/fulfillments/sample/process", expect: 200)
            #expect(try fleet.fulfillments()[0]["order"].statuses == ["CREATED", "APPROVED", "PROCESSING"])
        }
    }
}
