import HTTPClient
import Testing

@testable import StorefrontTools

@Suite struct FleetClientTests {
    private func client(_ answer: @escaping @Sendable (FakeFleet.Request) -> FakeFleet.Fault?) throws -> FleetClient {
        let fleet = FakeFleet(faults: answer)
        return FleetClient(
            addresses: try FleetAddresses(gateway: "http://gateway"), transport: fleet, clock: fleet.clock)
    }

    @Test func `a summary of five thousand customers with five orders each is read`() throws {
        let step = #"{"timestamp":1621440000123,"orderStatusType":"CREATED","note":null}"#
        let item =
            #"{"product":{"guid":"d01fde07-7c24-49c5-a5f1-bc2ce1f14c48","title":"Red Widget","#
            + #""description":"Reliable Red Widget","price":3.99},"quantity":2}"#
        let order =
            #"{"guid":"3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162","orderStatusEvents":[\#(step),\#(step),\#(step),\#(step)],"#
            + #""orderItems":[\#(item),\#(item),\#(item)]}"#
        let customers = (1...5_000).map {
            #"{"id":"c\#($0)","orders":[\#(order),\#(order),\#(order),\#(order),\#(order)]}"#
        }
        let text = #"{"customers":[\#(customers.joined(separator: ","))]}"#
        let client = try client { _ in .answers(200, text) }
        guard case .value(let view) = try client.read(CustomersView.self, from: .orders, "/x", timeout: .seconds(1))
        else {
            Issue.record("not read")
            return
        }
        #expect(view.customers.count == 5_000)
        #expect(view.customers.allSatisfy { $0.orders.count == 5 })
    }

    @Test(arguments: [400, 401, 404, 429, 500, 204, 302])
    func `another status than 200 is an obstacle that quotes the answer`(status: Int) throws {
        let client = try client { _ in .answers(status, "two\r\nlines \u{1B}[31m" + String(repeating: "x", count: 500))
        }
        guard
            case .obstacle(let obstacle) = try client.read(
                CustomersView.self, from: .orders, "/x", timeout: .seconds(1))
        else {
            Issue.record("read")
            return
        }
        #expect(
            obstacle
                == Obstacle(
                    "orders answers \(status) two lines [31m\(String(repeating: "x", count: 186))… at http://gateway/orders/x"
                ))
    }

    @Test(arguments: [HTTPClientError.Kind.malformedURL, .tooLarge, .other])
    func `what would fail again is a failure`(kind: HTTPClientError.Kind) throws {
        let client = try client { _ in .fails(kind) }
        #expect(throws: ToolFailure("orders cannot be asked at http://gateway/orders/x: \(kind)")) {
            try client.send("GET", .orders, "/x", timeout: .seconds(1))
        }
    }

    @Test(arguments: [HTTPClientError.Kind.cannotConnect, .timedOut, .interrupted])
    func `what may pass is an obstacle`(kind: HTTPClientError.Kind) throws {
        let client = try client { _ in .fails(kind) }
        guard case .away(let obstacle) = try client.send("GET", .orders, "/x", timeout: .seconds(1)) else {
            Issue.record("answered")
            return
        }
        #expect(obstacle.isServiceAway)
        #expect(obstacle.sentence.hasPrefix("orders"))
        #expect(obstacle.sentence.hasSuffix(" at http://gateway/orders/x: \(kind)"))
    }

    @Test(arguments: [
        (503, #"{"status":503,"message":"no healthy\nupstream"}"#, "503 no healthy upstream"),
        (404, #"{"status":404,"message":""}"#, #"404 {"status":404,"message":""}"#),
        (409, #"{"message":7}"#, #"409 {"message":7}"#),
        (200, #"{"message":"yes"}"#, #"200 {"message":"yes"}"#),
        (500, "", "500"),
    ])
    func `of a problem the message is told`(status: Int, body: String, text: String) {
        #expect(HTTPClientResponse(status: status, headers: [], body: Array(body.utf8)).inShort == text)
    }
}
