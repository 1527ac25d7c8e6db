import HTTPClient
import StorefrontContracts
import Synchronization
import Testing

@testable import StorefrontTools

@Suite struct RepairTests {
    private func difference(
        _ kind: Difference.Kind, _ service: StorefrontService, _ owner: StorefrontService, order: String? = nil,
        version: Int64? = nil, isFinal: Bool = false
    ) -> Difference {
        Difference(
            kind: kind, service: service, owner: owner, customer: "c1", order: order, expected: "", found: "",
            version: version, isFinal: isFinal)
    }

    @Test func `what is missing or old is published again by its owner`() {
        let plan = RepairPlan([
            difference(.missing, .orders, .accounts, version: 3),
            difference(.behind, .fulfillment, .accounts, version: 3),
            difference(.missing, .fulfillment, .orders, order: "o1"),
            difference(.behind, .orders, .fulfillment, order: "o2"),
        ])
        #expect(plan.republish == [.accounts: ["c1"], .orders: ["o1"], .fulfillment: ["o2"]])
        #expect(plan.forget.isEmpty && plan.hopeless.isEmpty)
    }

    @Test(arguments: [Difference.Kind.localEdit, .ahead, .notDeleted, .deleted, .unreadable])
    func `a copy that has the version already must forget it`(kind: Difference.Kind) {
        let plan = RepairPlan([difference(kind, .orders, .accounts, version: 3)])
        #expect(plan.republish == [.accounts: ["c1"]])
        #expect(plan.forget == [RepairPlan.Target(service: .orders, kind: .customers): ["c1": 2]])
    }

    @Test func `items are forgotten by fulfillment, and told again by orders`() {
        let plan = RepairPlan([difference(.localEdit, .fulfillment, .orders, order: "o1")])
        #expect(plan.republish == [.orders: ["o1"]])
        #expect(plan.forget == [RepairPlan.Target(service: .fulfillment, kind: .fulfillments): ["o1": 0]])
    }

    @Test func `a status that is stored beside the history is made anew where it is, and no step is forgotten`() {
        var plan = RepairPlan([difference(.status, .orders, .orders, order: "o1")])
        let orders = RepairPlan.Target(service: .orders, kind: .orders)
        #expect(plan.republish.isEmpty && plan.forget == [orders: ["o1": .max]] && !plan.isEmpty)
        plan = RepairPlan([
            difference(.history, .orders, .fulfillment, order: "o1"),
            difference(.status, .orders, .orders, order: "o1"),
        ])
        #expect(plan.forget == [orders: ["o1": 0]], "the history comes first")
    }

    @Test func `an order that cannot be read is forgotten, and told again by the other`() {
        let plan = RepairPlan([
            difference(.unreadable, .orders, .fulfillment, order: "o1"),
            difference(.unreadable, .fulfillment, .orders, order: "o2"),
        ])
        #expect(plan.republish == [.fulfillment: ["o1"], .orders: ["o2"]])
        #expect(
            plan.forget == [
                RepairPlan.Target(service: .orders, kind: .orders): ["o1": 0],
                RepairPlan.Target(service: .fulfillment, kind: .fulfillments): ["o2": 0],
            ])
    }

    @Test func `a status is told by both owners, since accounts forgets both`() {
        let plan = RepairPlan([difference(.status, .accounts, .orders, order: "o1")])
        #expect(plan.republish == [.orders: ["o1"], .fulfillment: ["o1"]])
        #expect(plan.forget == [RepairPlan.Target(service: .accounts, kind: .orderSummaries): ["o1": 0]])
    }

    @Test func `nobody can publish what its owner does not have, nor change what is shipped`() {
        let hopeless = [
            difference(.extra, .fulfillment, .orders, order: "o1"),
            difference(.localEdit, .fulfillment, .accounts, order: "o2", version: 3, isFinal: true),
            difference(.unreadable, .orders, .fulfillment, order: ""),
        ]
        let plan = RepairPlan(hopeless)
        #expect(plan.isEmpty && plan.hopeless == hopeless && plan.forget.isEmpty)
    }

    private final class Script: HTTPTransport {
        let requests = Mutex<[String]>([])
        let status: Int
        /// How often a service says that it still publishes again.
        let running: Int
        let failure: String?

        init(status: Int = 200, running: Int = 1, failure: String? = nil) {
            self.status = status
            self.running = running
            self.failure = failure
        }

        func send(_ request: HTTPClientRequest, timeout: Duration) throws(HTTPClientError) -> HTTPClientResponse {
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            let isRunning = requests.withLock { requests in
                defer { requests.append("\(request.method) \(request.url) \(body)") }
                return requests.count < running
            }
            let failure = isRunning ? nil : failure.map { #","failure":"\#($0)""# }
            let answer =
                request.url.contains("forget")
                ? #"{"lowered":2}"#
                : #"{"running":\#(isRunning),"aggregates":5,"events":7,"skipped":2\#(failure ?? "")}"#
            return HTTPClientResponse(status: status, headers: [], body: Array(answer.utf8))
        }
    }

    private func repair(_ script: Script) throws -> Repair {
        Repair(
            client: FleetClient(
                addresses: try FleetAddresses(gateway: "http://g"), transport: script, clock: FakeClock()))
    }

    @Test func `first is forgotten, then published again`() throws {
        let script = Script()
        let plan = RepairPlan([
            difference(.localEdit, .orders, .accounts, version: 3),
            difference(.missing, .fulfillment, .orders, order: "o1"),
        ])
        let done = try repair(script).carryOut(plan)
        #expect(done == Repair.Done(forgotten: 2, republished: 10, events: 14, skipped: 4))
        #expect(
            script.requests.withLock { $0 } == [
                #"POST http://g/orders/actuator/aggregates/forget?kind=customers [{"id":"c1","version":2}]"#,
                #"POST http://g/accounts/actuator/republish ["c1"]"#,
                #"POST http://g/orders/actuator/republish ["o1"]"#,
            ])
    }

    @Test func `everything is published again, and waited for`() throws {
        let script = Script()
        let done = try repair(script).republishAll(clock: FakeClock())
        #expect(done == Repair.Done(forgotten: 0, republished: 15, events: 21, skipped: 6))
        #expect(
            script.requests.withLock { $0 } == [
                "POST http://g/accounts/actuator/republish ", "GET http://g/accounts/actuator/republish ",
                "POST http://g/orders/actuator/republish ", "POST http://g/fulfillment/actuator/republish ",
            ])
    }

    @Test func `a republish that failed behind the first answer is a failure`() throws {
        let repair = try repair(Script(failure: "disk full"))
        let caught = #expect(throws: ToolFailure.self) { try repair.republishAll(clock: FakeClock()) }
        #expect(caught?.sentences == ["accounts could not publish all again: disk full"])
    }

    @Test func `a republish that does not go on is waited for a minute`() throws {
        let (clock, repair) = (FakeClock(), try repair(Script(running: .max)))
        let caught = #expect(throws: ToolFailure.self) { try repair.republishAll(clock: clock) }
        #expect(
            caught?.sentences == ["accounts publishes again and has not gone on for 60 s, at 5 aggregates"])
        #expect(clock.elapsed == .seconds(60))
    }

    @Test func `a service that does not have the endpoint is named`() throws {
        let repair = try repair(Script(status: 404))
        #expect(throws: ToolFailure.self) { try repair.republishAll(clock: FakeClock()) }
    }
}
