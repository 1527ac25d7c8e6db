import HTTPClient
import Kafka
import ServiceHost
import StorefrontContracts
import TestSupport
import Testing

@Suite(.enabled(if: TestMongo.isAvailable(for: "BadInputTests")), .serialized)
struct BadInputTests {
    /// Body, status, and what the answer must name.
    private static let bodies: [(bytes: [UInt8], status: Int, names: String)] = [
        (Array("".utf8), 400, "JSON"), (Array(#"{"name":"#.utf8), 400, ""), (Array("nonsense".utf8), 400, ""),
        (Array(#"{"name":{}} x"#.utf8), 400, ""), (Array("[]".utf8), 400, ""),
        (Array(#"{"name":5}"#.utf8), 400, "name"), (Array(#"{"name":null}"#.utf8), 400, "name"),
        (Array(#"{"contact":{"email":7}}"#.utf8), 400, "email"),
        (Array(#"{"addresses":{}}"#.utf8), 400, "addresses"), (Array(#"{"addresses":[null]}"#.utf8), 400, "addresses"),
        (Array(#"{"addresses":[{"type":"MOON"}]}"#.utf8), 400, "type"),
        (Array(#"{"addresses":[{"type":1}]}"#.utf8), 400, "type"),
        (Array(#"{"name":{"firstName":"a"},"name":{"firstName":"b"}}"#.utf8), 400, "name"),
        (Array(#"{"name":{"firstName":""#.utf8) + [0xff, 0xfe] + Array(#""}}"#.utf8), 400, "UTF-8"),
        ([0xc0, 0x80], 400, ""),
        (Array(repeating: UInt8(ascii: "["), count: 10_000), 400, ""),
        (Array(repeating: UInt8(ascii: " "), count: 20 << 20), 413, "262144"),
    ]

    @Test(arguments: TestBroker.available.prefix(1))
    func `what cannot be read is refused by name and leaves nothing behind`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let accounts = fleet.accounts
            let created = try accounts.send(
                "POST", "/customers", Samples.customer, headers: [("Accept", "application/hal+json")], expect: 201)
            let path = "/customers/" + (created.header("Location")?.split(separator: "/").last.map(String.init) ?? "")
            let before = try accounts.send("GET", "/customers/summary", expect: 200).text
            for (method, path) in [("POST", "/customers"), ("PUT", path), ("PATCH", path)] {
                for body in Self.bodies {
                    let answer = try accounts.send(method, path, bytes: body.bytes, expect: body.status)
                    let problem = JSONText(answer.body)
                    #expect(problem["status"].int == body.status)
                    #expect(answer.text.contains(body.names), "\(method) \(body.names): \(answer.text)")
                }
                try accounts.send(method, path, Samples.customer, type: "text/plain", expect: 415)
                #expect(try accounts.send("GET", "/customers/summary", expect: 200).text == before)
            }
            let missing = try accounts.send("POST", "/customers", "{}", expect: 400)
            for name in ["name", "contact", "addresses"] { #expect(missing.text.contains(name), "\(missing.text)") }
            let rule = try accounts.send(
                "PATCH", path,
                #"{"creditCards":[{"type":"PRIMARY","description":"VISA","number":"****-****-****-1234","expiration":"1/30","nameOnCard":"x"}]}"#,
                expect: 422)
            #expect(rule.text.contains("number"))
            #expect(try accounts.send("GET", "/customers/summary", expect: 200).text == before)
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `an unknown path is 404 and a wrong method 405 with Allow, in JSON, on every service`(broker: TestBroker)
        throws
    {
        try TestFleet.run(broker) { fleet in
            for member in fleet.members {
                for path in [
                    "/nope", "/customers/a/b/c", "/%ff%fe", "/customers/%00", "/customerOrderses/x", "/fulfillments/x",
                ] {
                    let answer = try member.send("GET", path)
                    #expect([400, 404].contains(answer.status), "\(member.name)\(path): \(answer.status)")
                    #expect(JSONText(answer.body)["status"].int == answer.status, "\(answer.text)")
                }
            }
            for (member, path) in [
                (fleet.accounts, "/customers/x/order-summary"), (fleet.orders, "/customers/summary"),
                (fleet.fulfillment, "/fulfillments/summary"),
            ] {
                let answer = try member.send("PUT", path, "{}", expect: 405)
                #expect(answer.header("Allow")?.contains("GET") == true)
                #expect(JSONText(answer.body)["status"].int == 405)
            }
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `HEAD and OPTIONS never write`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            try fleet.accounts.send("HEAD", "/customers/sample", expect: 405)
            try fleet.accounts.send("OPTIONS", "/customers/sample", expect: 200)
            #expect(try fleet.customers().isEmpty)
        }
    }

    @Test(arguments: TestBroker.available.prefix(1))
    func `card numbers are in no answer and no event`(broker: TestBroker) throws {
        try TestFleet.run(broker) { fleet in
            let answer = try fleet.accounts.send(
                "POST", "/customers", Samples.customer, headers: [("Accept", "application/hal+json")], expect: 201)
            #expect(answer.text.contains("****-****-****-0000"))
            let texts = [
                answer.text, try fleet.accounts.send("GET", "/customers/summary").text,
                try TopicReader.read(fleet.topics.customerChange, broker: broker, count: 1).map {
                    String(decoding: $0.value ?? [], as: UTF8.self)
                }.joined(),
                fleet.accounts.logText,
            ]
            // Eight digits of the number; four would be met in an id or a time now and then.
            for text in texts {
                for digits in ["4545-6767", "45456767", "6767-8989", "67678989"] {
                    #expect(!text.contains(digits), "\(text)")
                }
            }
        }
    }
}
