import HTTPClient
import Testing

@testable import StorefrontTools

/// Services that are away, interrupted, off, old or broken.
@Suite struct RefreshFaultTests {
    @Test(arguments: sevenCalls)
    func `a call whose answer was lost is repeated and ends well`(line: String) throws {
        let fleet = FakeFleet { $0.line == line && $0.repetition == 0 ? .interruptedAfterEffect : nil }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0, "\(result.noted)")
        #expect(fleet.count(line) == 2)
        #expect(result.printed.contains { $0.contains("attempt 2") })
        #expect(result.printed.contains("  older                0       0  none"))
    }

    @Test(arguments: sevenCalls)
    func `a call that was not carried out is repeated`(line: String) throws {
        let fleet = FakeFleet { request in
            guard request.line == line else { return nil }
            return switch request.repetition {
            case 0: .cannotConnect
            case 1: .answers(503, "no healthy upstream")
            case 2: .answers(502, "")
            case 3: .answers(504, "upstream request timeout")
            default: nil
            }
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0, "\(result.noted)")
        #expect(fleet.count(line) == 5)
    }

    @Test func `when the request for fulfillment was repeated, the state decides and not the 404`() throws {
        let fleet = FakeFleet { $0.line == sevenCalls[2] && $0.repetition == 0 ? .interruptedAfterEffect : nil }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0)
        #expect(
            result.printed[2].hasPrefix(
                "3 POST http://gateway/orders/customers/sample/fulfill → 404 No 'Approved' orders found"))
    }

    @Test(arguments: [(2, 0.0), (3, 0.0), (4, 0.02), (7, 0.02)])
    func `orders is killed, comes back after 15 s, and the run ends soon after`(call: Int, delay: Double) throws {
        let clock = FakeClock()
        let started = OnceAfter(call: call, delay: .seconds(delay))
        let fleet = FakeFleet(clock: clock) { request in
            let downSince = started.time(of: request)
            guard let downSince, request.service == .orders else { return nil }
            return request.time < downSince + .seconds(15) ? .cannotConnect : nil
        }
        let result = try RunResult(fleet, gateway: false)
        #expect(result.exitCode == 0, "\(result.noted)")
        #expect(clock.elapsed > .seconds(15))
        #expect(clock.elapsed < .seconds(17))
    }

    @Test func `a stopped service is named with its URL and what to do, before anything is changed`() throws {
        let fleet = FakeFleet { $0.service == .orders ? .cannotConnect : nil }
        let result = try RunResult(fleet, gateway: false) { $0.timeout = .seconds(7) }
        #expect(result.exitCode == 1)
        #expect(result.printed == [])
        let sentence = "orders does not answer at http://orders/actuator/health/readiness: Connection refused"
        #expect(
            result.noted == [
                "waiting: \(sentence)", "refresh: not within 7 s: the services are ready", "refresh: \(sentence)",
                "refresh: `scripts/up` starts what is not running, `scripts/status` shows what runs",
            ])
        #expect(fleet.calls == [])
        #expect(fleet.clock.elapsed <= .seconds(7))
    }

    @Test func `behind a gateway a stopped service is named too`() throws {
        let fleet = FakeFleet { $0.service == .fulfillment ? .answers(503, "no healthy\nupstream") : nil }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        #expect(
            result.noted.contains(
                "refresh: fulfillment answers 503 no healthy upstream at http://gateway/fulfillment/actuator/health/readiness"
            ))
    }

    @Test func `a stopped gateway is named`() throws {
        let fleet = FakeFleet { _ in .cannotConnect }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        #expect(
            result.noted.contains(
                "refresh: accounts: the gateway does not answer at http://gateway/accounts/actuator/health/readiness: "
                    + "Connection refused"))
    }

    @Test func `a service that hangs costs no more than the timeout`() throws {
        let fleet = FakeFleet { $0.service == .accounts ? .hangs : nil }
        let result = try RunResult(fleet) { $0.timeout = .seconds(7) }
        #expect(result.exitCode == 1)
        #expect(fleet.clock.elapsed < .seconds(8))
    }

    @Test func `a service that is not ready yet is waited for`() throws {
        let fleet = FakeFleet {
            $0.path.hasPrefix("/actuator") && $0.time < .seconds(5)
                ? .answers(503, #"{"status":"OUT_OF_SERVICE"}"#) : nil
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0)
        #expect(result.noted.count == 3)
        #expect(fleet.clock.elapsed > .seconds(5))
    }

    @Test(arguments: [404, 405])
    func `sample routes that are off are told with the setting that switches them on`(status: Int) throws {
        let fleet = FakeFleet { $0.path.contains("/sample") ? .answers(status, "") : nil }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        #expect(fleet.calls == ["POST accounts /customers/sample", "GET accounts /customers/sample"])
        #expect(
            result.noted == [
                "refresh: accounts has no sample routes at http://gateway/accounts/customers/sample: it answers \(status) to GET. "
                    + "They are off unless the service's profile is local or minikube (SPRING_PROFILES_ACTIVE) or "
                    + "STOREFRONT_SAMPLES is true"
            ])
        #expect(fleet.clock.elapsed < .seconds(1))
    }

    @Test(arguments: StorefrontService.allCases)
    func `a Spring service in the fleet is asked by GET, and what it cannot know is not compared`(
        service: StorefrontService
    ) throws {
        let fleet = FakeFleet(legacy: [service])
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0, "\(result.noted)")
        #expect(result.printed.contains("note: \(service) answers only to GET, as a Spring service does"))
        #expect(
            result.printed.contains("note: accounts' order summaries were not compared") == (service != .fulfillment))
        #expect(result.printed.contains("    fulfillment  RECEIVED") == (service == .fulfillment))
        for line in sevenCalls {
            #expect(fleet.count("GET" + line.dropFirst(4)) == (line.hasPrefix("POST \(service) ") ? 1 : 0))
        }
    }

    @Test func `a Spring service has no reset`() throws {
        let result = try RunResult(FakeFleet(legacy: [.accounts])) { $0.resets = true }
        #expect(result.exitCode == 1)
        #expect(
            result.noted.first?.hasPrefix(
                "refresh: accounts has no sample routes at http://gateway/accounts/sample/reset") == true)
    }

    @Test func `an answer that says no is not repeated`() throws {
        let fleet = FakeFleet {
            $0.line == sevenCalls[1] ? .answers(500, #"{"status":500,"error":"Internal Server Error"}"#) : nil
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        #expect(
            result.noted == [
                #"refresh: orders answers 500 {"status":500,"error":"Internal Server Error"} to POST "#
                    + "http://gateway/orders/customers/sample/orders"
            ])
        #expect(fleet.count(sevenCalls[1]) == 1)
    }

    @Test(arguments: [
        "", "<html>", "[]", "{}", "null", #"{"customers":null}"#, #"{"customers":[null]}"#,
        #"{"customers":[{"id":7}]}"#,
        #"{"customers":[{"id":"a","orders":[{"orderStatusEvents":[{"orderStatusType":3}]}]}]}"#, "\u{FF}\u{0}",
        String(repeating: "[", count: 100_000),
    ])
    func `an unreadable summary is waited out, told, and never a crash`(body: String) throws {
        let passing = FakeFleet { $0.path == "/customers/summary" && $0.time < .seconds(3) ? .answers(200, body) : nil }
        #expect(try RunResult(passing).exitCode == 0)
        let lasting = FakeFleet { $0.line == "GET orders /customers/summary" ? .answers(200, body) : nil }
        let result = try RunResult(lasting)
        #expect(result.exitCode == 1)
        #expect(
            result.noted.contains {
                $0.hasPrefix("refresh: orders answers what cannot be read at http://gateway/orders/customers/summary: ")
            }, "\(result.noted)")
    }

    @Test func `a summary that is too large is told at once`() throws {
        let fleet = FakeFleet { $0.line == "GET accounts /customers/summary" ? .fails(.tooLarge) : nil }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        #expect(
            result.noted == ["refresh: accounts cannot be asked at http://gateway/accounts/customers/summary: tooLarge"]
        )
        #expect(fleet.clock.elapsed < .seconds(1))
    }
}
