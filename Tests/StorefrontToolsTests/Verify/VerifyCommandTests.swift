import Foundation
import HTTPClient
import JSON
import StorefrontContracts
import Testing

@testable import StorefrontTools

@Suite struct VerifyCommandTests {
    private struct NoService: HTTPTransport {
        func send(_ request: HTTPClientRequest, timeout: Duration) throws(HTTPClientError) -> HTTPClientResponse {
            guard request.url.contains("/actuator/aggregates") else {
                return HTTPClientResponse(status: 404, headers: [], body: [])
            }
            let movement = EventMovement(
                kinds: [], waiting: 1, oldestMilliseconds: 20, published: [.init(topic: "t", records: 3)],
                applied: [.init(topic: "u", records: 2)], deadLetters: [.init(topic: "u", records: 1)],
                partitions: [.init(topic: "u", partition: 0, lag: 4), .init(topic: "u", partition: 1, lag: nil)])
            return HTTPClientResponse(status: 200, headers: [], body: movement.jsonBytes())
        }
    }

    private func run(
        _ contents: ScriptedReader.Contents, _ change: (inout VerifyOptions) -> Void = { _ in }
    ) throws -> (code: Int32, lines: CaughtLines) {
        var options = VerifyOptions(addresses: try FleetAddresses(gateway: "http://g"))
        change(&options)
        let lines = CaughtLines()
        let client = FleetClient(addresses: options.addresses, transport: NoService(), clock: FakeClock())
        let code = VerifyCommand.run(options, client: client, direct: ScriptedReader(contents), console: lines.console)
        return (code, lines)
    }

    private static let movementLines = ["accounts", "orders", "fulfillment"].map {
        "\($0): 1 documents with events to publish, the oldest 20 ms old; since its start 3 published, 2 applied, "
            + "1 dead letters; 4 to read"
    }

    @Test func `agreement is exit code 0 and a line at the end`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(.make("a"))
        contents.addProcessed("o1", of: .make("a"))
        let (code, lines) = try run(contents) { $0.printsEach = true }
        #expect(code == 0)
        #expect(
            lines.printed == ["customer a: agrees, 1 orders, 1 at fulfillment"] + Self.movementLines + [
                "agreed: 1 customers, 1 orders, 1 fulfillments compared, no difference"
            ])
        #expect(lines.noted.isEmpty)
    }

    @Test func `what was found is written as metrics, and a file that cannot be is exit code 2`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(.make("a"))
        contents.customers[.orders] = []
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("storefront.prom")
        #expect(try run(contents) { $0.metricsFile = file.path }.code == 1)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        let differing = lines.filter { $0.hasPrefix("storefront_verify_differences{") }
        #expect(differing.count == 30)
        #expect(
            differing.filter { !$0.hasSuffix(" 0.0") } == [
                #"storefront_verify_differences{kind="missing",service="orders"} 1.0"#
            ])
        #expect(lines.contains("storefront_verify_exit_code 1.0"))
        #expect(lines.contains(#"storefront_verify_compared{what="customers"} 1.0"#))
        let (code, caught) = try run(contents) { $0.metricsFile = folder.path + "/missing/storefront.prom" }
        #expect(code == 2)
        #expect(caught.noted.contains { $0.contains("the metrics cannot be written to") })
    }

    @Test func `differences are exit code 1`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(.make("a"))
        contents.customers[.orders] = []
        let (code, lines) = try run(contents)
        #expect(code == 1)
        #expect(
            lines.printed == ["orders, customer a: no such customer; accounts has version 1 (missing)"]
                + Self.movementLines + [
                    "differ: 1 customers, 0 orders, 0 fulfillments compared, 1 differences (missing 1)"
                ])
    }

    @Test func `the same as JSON`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(.make("a"))
        contents.customers[.orders] = []
        let (code, lines) = try run(contents) { $0.printsJSON = true }
        #expect(code == 1 && lines.printed.count == 1)
        struct View: JSONReadable {
            let agreed: Bool
            let count: Int
            let missing: Int
            let order: [String]
            init(reading value: JSONValueReader) {
                let object = value.object()
                agreed = object.required("agreed")
                count = object.required("differenceCount")
                missing = object.required("differencesByKind") { $0.object().required("missing") }
                order = object.required("differences") { $0.array { $0.object().required("service") } }
            }
        }
        let view = try View.read(Array((lines.printed.first ?? "").utf8))
        #expect(!view.agreed && view.count == 1 && view.missing == 1 && view.order == ["orders"])
    }

    @Test func `a repair that the services refuse is exit code 2`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(.make("a"))
        contents.customers[.orders] = []
        let (code, lines) = try run(contents) { $0.repairs = true }
        #expect(code == 2)
        #expect(
            lines.noted == ["storefront-verify: accounts answers 404 at http://g/accounts/actuator/republish"])
    }

    @Test func `queries are encoded`() {
        let selection = AggregateSelection(
            after: AggregatePosition(customer: "a b&c", order: "ä"), customers: [nil, "x/y"])
        #expect(
            HTTPAggregateReader.query(.orderSummaries, selection)
                == "kind=order-summaries&limit=1000&after=a%20b%26c&order=%C3%A4&customer=&customer=x%2Fy")
    }
}
