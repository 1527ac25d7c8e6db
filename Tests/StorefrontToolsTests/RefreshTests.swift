import HTTPClient
import Testing

@testable import StorefrontTools

/// A run against the fleet in memory.
struct RunResult {
    let exitCode: Int32
    let printed: [String]
    let noted: [String]

    init(
        _ fleet: FakeFleet, gateway: Bool = true, change: (inout RefreshOptions) -> Void = { _ in }
    ) throws {
        let addresses =
            try gateway
            ? FleetAddresses(gateway: "http://gateway")
            : FleetAddresses(accounts: "http://accounts", orders: "http://orders", fulfillment: "http://fulfillment")
        var options = RefreshOptions(addresses: addresses)
        change(&options)
        let lines = CaughtLines()
        exitCode = RefreshCommand.run(options, transport: fleet, clock: fleet.clock, console: lines.console)
        printed = lines.printed
        noted = lines.noted
    }
}

let sevenCalls = [
    "POST accounts /customers/sample", "POST orders /customers/sample/orders", "POST orders /customers/sample/fulfill",
    "POST fulfillment /fulfillments/sample/process", "POST fulfillment /fulfillments/sample/ship",
    "POST fulfillment /fulfillments/sample/in-transit", "POST fulfillment /fulfillments/sample/receive",
]

@Suite struct RefreshTests {
    @Test func `a whole run prints its calls, the tables and that all three agree`() throws {
        let fleet = FakeFleet()
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0)
        #expect(result.noted == [])
        #expect(fleet.calls == sevenCalls)
        let path = "CREATED → APPROVED → PROCESSING → SHIPPED → IN_TRANSIT → RECEIVED"
        #expect(
            result.printed.joined(separator: "\n") == """
                1 POST http://gateway/accounts/customers/sample → 201 Sample customer accounts created  \
                (answered in 1 ms, consistent after 54 ms)
                2 POST http://gateway/orders/customers/sample/orders → 200 Sample orders added to customer orders  \
                (answered in 1 ms, consistent after 1 ms)
                3 POST http://gateway/orders/customers/sample/fulfill → 200 All 'Approved' orders sent for fulfillment  \
                (answered in 1 ms, consistent after 53 ms)
                4 POST http://gateway/fulfillment/fulfillments/sample/process → 200 Order status changed to 'Processing'  \
                (answered in 1 ms, consistent after 54 ms)
                5 POST http://gateway/fulfillment/fulfillments/sample/ship → 200 Order status changed to 'Shipped'  \
                (answered in 1 ms, consistent after 54 ms)
                6 POST http://gateway/fulfillment/fulfillments/sample/in-transit → 200 Order status changed to 'In Transit'  \
                (answered in 1 ms, consistent after 54 ms)
                7 POST http://gateway/fulfillment/fulfillments/sample/receive → 200 Order status changed to 'Received'  \
                (answered in 1 ms, consistent after 54 ms)

                accounts  http://gateway/accounts
                            customers  orders  by status
                  this run          3      15  REJECTED 3, CANCELLED 3, RECEIVED 6, RETURNED 3
                  older             0       -  -

                orders  http://gateway/orders
                            customers  orders  by status
                  this run          3      15  REJECTED 3, CANCELLED 3, RECEIVED 6, RETURNED 3
                  older             0       0  none

                fulfillment  http://gateway/fulfillment
                            fulfillments  orders  by status
                  this run             3       3  RECEIVED 3
                  older                0       0  none

                orders that were sent to fulfillment
                  Ms. John Doe (c1): order o8
                    orders       \(path)
                    fulfillment  \(path)
                  Ms. Mary Doe (c2): order o13
                    orders       \(path)
                    fulfillment  \(path)
                  Ms. Susan Doe (c3): order o18
                    orders       \(path)
                    fulfillment  \(path)

                all three services agree (checked in 6 ms)
                """)
    }

    @Test func `a second run counts the first one's documents as older, and keeps other customers apart`() throws {
        let fleet = FakeFleet()
        _ = try RunResult(fleet)
        let result = try RunResult(fleet, gateway: false)
        #expect(result.exitCode == 0)
        #expect(result.printed.contains("accounts  http://accounts"))
        #expect(result.printed.contains("  this run             3       3  RECEIVED 3"))
        #expect(result.printed.contains("  older                3       3  RECEIVED 3"))
        // The first one's customers are gone from accounts and orders.
        #expect(
            result.printed.count {
                $0 == "  this run          3      15  REJECTED 3, CANCELLED 3, RECEIVED 6, RETURNED 3"
            } == 2)
        #expect(result.printed.contains("  older             0       0  none"))
    }

    @Test func `a customer that somebody else made is older, and gets through with the others`() throws {
        let fleet = FakeFleet()
        let customer = FakeFleet.Customer(id: "mine", firstName: "Otto", isSample: false)
        fleet.change {
            $0.accounts = [customer]
            $0.orders = [customer]
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0)
        #expect(
            result.printed.contains("  older             1       5  REJECTED 1, CANCELLED 1, RECEIVED 2, RETURNED 1"))
        #expect(result.printed.contains("  older                1       1  RECEIVED 1"))
    }

    @Test func `hundreds of older customers are no obstacle`() throws {
        let fleet = FakeFleet()
        fleet.change { state in
            for number in 1...300 {
                let customer = FakeFleet.Customer(id: "old\(number)", firstName: "Otto", isSample: false)
                state.accounts.append(customer)
                state.orders.append(customer)
            }
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 0, "\(result.noted)")
        #expect(
            result.printed.contains(
                "  older           300    1500  REJECTED 300, CANCELLED 300, RECEIVED 600, RETURNED 300"))
        #expect(result.printed.contains("  older              300     300  RECEIVED 300"))
    }

    @Test func `reset empties the three services in an order that leaves nothing behind`() throws {
        let fleet = FakeFleet()
        _ = try RunResult(fleet)
        let before = fleet.calls.count
        let result = try RunResult(fleet) { $0.resets = true }
        #expect(result.exitCode == 0)
        #expect(
            Array(fleet.calls.dropFirst(before))
                == ["POST accounts /sample/reset", "POST orders /sample/reset", "POST fulfillment /sample/reset"]
                + sevenCalls)
        #expect(result.printed.first == "- POST http://gateway/accounts/sample/reset → 200 Reset  (answered in 1 ms)")
        #expect(result.printed.contains("  older             0       -  -"))
        #expect(result.printed.contains("  older                0       0  none"))
    }

    @Test func `with pauses it waits only for the final check`() throws {
        let fleet = FakeFleet(lag: .seconds(2))
        let result = try RunResult(fleet) { $0.pause = .seconds(5) }
        #expect(result.exitCode == 0)
        #expect(fleet.clock.pauses.count { $0 == .seconds(5) } == 7)
        #expect(fleet.clock.pauses.allSatisfy { $0 == .seconds(5) })
        #expect(
            result.printed.first
                == "1 POST http://gateway/accounts/customers/sample → 201 Sample customer accounts created  (answered in 1 ms)"
        )
    }

    @Test func `pauses that are too short show as differences`() throws {
        let result = try RunResult(FakeFleet(lag: .seconds(2))) { $0.pause = .seconds(1) }
        #expect(result.exitCode == 1)
        #expect(result.noted.contains("refresh: the services do not agree:"))
        #expect(result.noted.contains("refresh: customer c1 has 0 orders in orders, not 5"))
    }

    @Test func `an event that never arrives is named, and the run ends at its timeout`() throws {
        let fleet = FakeFleet()
        fleet.change { state in
            state.loses = { if case .request(let order) = $0 { order.guid == "o13" } else { false } }
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        #expect(
            result.noted == [
                "waiting: order o13 is not in fulfillment", "refresh: after call 3:",
                "refresh: not within 30 s: fulfillment has the approved orders of this run",
                "refresh: order o13 is not in fulfillment",
            ])
        #expect(fleet.calls == Array(sevenCalls.prefix(3)))
        #expect(fleet.clock.elapsed < .seconds(31))
    }

    @Test func `a difference at the end comes after the tables`() throws {
        let fleet = FakeFleet()
        fleet.change { state in
            state.loses = { if case .count(_, "o4", _) = $0 { true } else { false } }
        }
        let result = try RunResult(fleet)
        #expect(result.exitCode == 1)
        let sentence =
            "customer c1 has the orders CANCELLED 1, RECEIVED 2, RETURNED 1 in the order summary of accounts, "
            + "REJECTED 1, CANCELLED 1, RECEIVED 2, RETURNED 1 in orders"
        #expect(
            result.noted == ["waiting: \(sentence)", "refresh: the services do not agree:", "refresh: \(sentence)"])
        #expect(
            result.printed.contains("  this run          3      14  REJECTED 2, CANCELLED 3, RECEIVED 6, RETURNED 3"))
        #expect(!result.printed.contains { $0.hasPrefix("all three services agree") })
    }
}
