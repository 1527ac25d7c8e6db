import JSON
import Testing

@testable import StorefrontTools

@Suite struct RefreshReportJSONTests {
    @Test func `with --json the document is all there is on standard output`() throws {
        let result = try RunResult(FakeFleet()) { $0.printsJSON = true }
        #expect(result.exitCode == 0)
        #expect(result.noted == [])
        #expect(result.printed.count == 1)
        let document = try ComparedValue.read(Array(result.printed[0].utf8))
        guard case .object(let members) = document else {
            Issue.record("not an object")
            return
        }
        let statuses: ComparedValue = .object([
            "REJECTED": .number("3"), "CANCELLED": .number("3"), "RECEIVED": .number("6"), "RETURNED": .number("3"),
        ])
        let none: ComparedValue = .object([:])
        #expect(members["consistent"] == .bool(true))
        #expect(members["failures"] == .array([]))
        #expect(members["differences"] == .array([]))
        #expect(
            members["services"]
                == .object([
                    "accounts": .string("http://gateway/accounts"), "orders": .string("http://gateway/orders"),
                    "fulfillment": .string("http://gateway/fulfillment"),
                ]))
        #expect(
            members["tables"]
                == .object([
                    "accounts": .object([
                        "thisRun": .object([
                            "customers": .number("3"), "orders": .number("15"), "ordersByStatus": statuses,
                        ]),
                        "older": .object(["customers": .number("0")]),
                    ]),
                    "orders": .object([
                        "thisRun": .object([
                            "customers": .number("3"), "orders": .number("15"), "ordersByStatus": statuses,
                        ]),
                        "older": .object(["customers": .number("0"), "orders": .number("0"), "ordersByStatus": none]),
                    ]),
                    "fulfillment": .object([
                        "thisRun": .object([
                            "fulfillments": .number("3"), "orders": .number("3"),
                            "ordersByStatus": .object(["RECEIVED": .number("3")]),
                        ]),
                        "older": .object(["fulfillments": .number("0"), "orders": .number("0"), "ordersByStatus": none]
                        ),
                    ]),
                ]))
        guard case .array(let calls)? = members["calls"], case .object(let first)? = calls.first,
            case .array(let histories)? = members["histories"], case .object(let history)? = histories.first
        else {
            Issue.record("no calls or no histories")
            return
        }
        #expect(calls.count == 7)
        #expect(
            Set(first.keys) == [
                "number", "method", "url", "status", "text", "attempts", "answeredAfterMilliseconds",
                "consistentAfterMilliseconds", "notes",
            ])
        #expect(first["number"] == .number("1"))
        #expect(first["url"] == .string("http://gateway/accounts/customers/sample"))
        #expect(first["status"] == .number("201"))
        #expect(first["text"] == .string("Sample customer accounts created"))
        #expect(histories.count == 3)
        let complete = ComparedValue.array(SampleCall.completeHistory.map { .string($0) })
        #expect(
            history == ["customer": .string("c1"), "order": .string("o8"), "orders": complete, "fulfillment": complete])
    }

    @Test func `a failure is in the document and on standard error`() throws {
        let result = try RunResult(FakeFleet { _ in .cannotConnect }) {
            $0.printsJSON = true
            $0.timeout = .seconds(1)
        }
        #expect(result.exitCode == 1)
        #expect(result.printed.count == 1)
        guard case .object(let members) = try ComparedValue.read(Array(result.printed[0].utf8)),
            case .array(let failures)? = members["failures"]
        else {
            Issue.record("no failures")
            return
        }
        #expect(members["consistent"] == .bool(false))
        #expect(members["calls"] == .array([]))
        #expect(members["tables"] == .object([:]))
        #expect(failures.first == .string("not within 1 s: the services are ready"))
        #expect(result.noted.contains("refresh: not within 1 s: the services are ready"))
    }
}
