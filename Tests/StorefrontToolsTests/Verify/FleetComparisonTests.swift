import StorefrontContracts
import Testing

@testable import StorefrontTools

@Suite struct FleetComparisonTests {
    private static let ada = CustomerAggregate.make("60a52f0e1c9d440000a1b2c3", version: 3)

    private func sentences(_ change: (inout ScriptedReader.Contents) -> Void) throws -> [String] {
        var contents = ScriptedReader.Contents()
        contents.add(Self.ada)
        contents.addProcessed("o1", of: Self.ada)
        change(&contents)
        let comparison = try FleetComparison(ScriptedReader(contents))
        #expect(comparison.differences.count == comparison.differenceCount)
        return comparison.differences.map(\.sentence)
    }

    private let customer = "customer 60a52f0e1c9d440000a1b2c3"

    @Test func `what agrees is told by its counts`() throws {
        var contents = ScriptedReader.Contents()
        contents.add(Self.ada)
        contents.add(.make("gone", version: 2, deleted: true))
        contents.addProcessed("o1", of: Self.ada)
        let comparison = try FleetComparison(ScriptedReader(contents))
        #expect(comparison.differences.isEmpty)
        #expect(
            comparison.counts
                == ComparedCounts(customers: 2, copies: 4, orders: 1, fulfillments: 1, summaries: 1))
    }

    // MARK: Customers

    @Test func `a copy that is not there, or older, newer, edited`() throws {
        #expect(
            try sentences { $0.customers[.orders] = [] } == [
                "orders, \(customer): no such customer; accounts has version 3 (missing)"
            ])
        #expect(
            try sentences { $0.customers[.orders] = [.make(Self.ada.id, version: 2, lastName: "Byron")] } == [
                "orders, \(customer): version 2; accounts has version 3 (behind: name)"
            ])
        #expect(
            try sentences { $0.customers[.orders] = [.make(Self.ada.id, version: 9)] } == [
                "orders, \(customer): version 9; accounts has version 3 (ahead)"
            ])
        #expect(
            try sentences { $0.customers[.orders] = [.make(Self.ada.id, version: 3, street: "2 Second Street")] } == [
                "orders, \(customer): version 3; accounts has version 3 (local-edit: addresses)"
            ])
        #expect(
            try sentences {
                $0.customers[.fulfillment] = [
                    .make(Self.ada.id, version: 3, lastName: "Byron", street: "2 Second Street").asRecipient
                ]
            } == ["fulfillment, \(customer): version 3; accounts has version 3 (local-edit: name, address)"])
    }

    @Test func `a copy of Spring's events, without a version, is judged by its contents`() throws {
        #expect(try sentences { $0.customers[.orders] = [.make(Self.ada.id, version: 0)] }.isEmpty)
        #expect(
            try sentences { $0.customers[.orders] = [.make(Self.ada.id, version: 0, lastName: "Byron")] } == [
                "orders, \(customer): version 0; accounts has version 3 (behind: name)"
            ])
    }

    @Test func `deletions`() throws {
        #expect(
            try sentences {
                $0.customers[.accounts] = [.make(Self.ada.id, version: 4, deleted: true)]
                $0.customers[.fulfillment] = []
            } == ["orders, \(customer): version 3; accounts has version 4, deleted (not-deleted)"])
        #expect(
            try sentences { $0.customers[.orders] = [.make(Self.ada.id, version: 3, deleted: true)] } == [
                "orders, \(customer): version 3, deleted; accounts has version 3 (deleted)"
            ])
        #expect(
            try sentences { $0.customers[.orders]?.append(.make("nobody", version: 1)) } == [
                "orders, customer nobody: version 1; accounts has no such customer (extra)"
            ])
        #expect(try sentences { $0.customers[.orders]?.append(.make("nobody", version: 1, deleted: true)) }.isEmpty)
    }

    @Test func `a fulfillment follows its customer until it is shipped`() throws {
        func fulfillment(version: Int64, shipped: Bool, lastName: String = "Lovelace") -> (
            inout ScriptedReader.Contents
        ) -> Void {
            { contents in
                contents.fulfillments[0].customerVersion = version
                contents.fulfillments[0].shipped = shipped
                contents.fulfillments[0].digests =
                    CustomerAggregate.make(Self.ada.id, lastName: lastName).digests ?? contents.fulfillments[0].digests
            }
        }
        let subject = "fulfillment, order o1 of \(customer)"
        #expect(
            try sentences(fulfillment(version: 2, shipped: false)) == [
                "\(subject): version 2 of it; accounts has version 3 (behind)"
            ])
        #expect(try sentences(fulfillment(version: 2, shipped: true, lastName: "Byron")).isEmpty)
        #expect(
            try sentences(fulfillment(version: 3, shipped: true, lastName: "Byron")) == [
                "\(subject): version 3 of it; accounts has version 3 (local-edit: name)"
            ])
        #expect(try sentences(fulfillment(version: 0, shipped: false)).isEmpty)
        #expect(
            try sentences(fulfillment(version: 7, shipped: false)) == [
                "\(subject): version 7 of it; accounts has version 3 (ahead)"
            ])
    }

    @Test func `where a customer has no address to ship to, the last one is no difference`() throws {
        var contents = ScriptedReader.Contents()
        let homeless = CustomerAggregate.make("homeless", version: 2, street: nil)
        contents.add(homeless)
        contents.customers[.fulfillment] = [CustomerAggregate.make("homeless", version: 2).asRecipient]
        #expect(try FleetComparison(ScriptedReader(contents)).differences.isEmpty)
    }

    @Test func `what cannot be read is told where it is, and of nobody else`() throws {
        #expect(
            try sentences {
                $0.customers[.orders]?[0].unreadable = ["addresses"]
                $0.customers[.orders]?[0].digests?.addresses = nil
            } == ["orders, \(customer): version 3; accounts has version 3 (unreadable: addresses)"])
        #expect(
            try sentences {
                $0.customers[.accounts]?[0].unreadable = ["addresses"]
                $0.customers[.accounts]?[0].digests?.addresses = nil
                $0.customers[.accounts]?[0].digests?.shipping = nil
            } == ["accounts, \(customer): what cannot be read; accounts has version 3 (unreadable: addresses)"])
        #expect(
            try sentences {
                $0.fulfillments[0].unreadable = ["address", "items"]
                $0.fulfillments[0].digests.shipping = nil
                $0.fulfillments[0].items = nil
            } == [
                "fulfillment, order o1 of \(customer): what cannot be read; accounts has version 3 (unreadable: address)",
                "fulfillment, order o1 of \(customer): what cannot be read; orders has 3 steps, PROCESSING at 1002 "
                    + "(unreadable: items)",
            ])
        #expect(
            try sentences {
                $0.orders[0].unreadable = ["history"]
                $0.orders[0].history = HistoryAggregate([OrderStatusEvent].make(.created, .approved) + [nil])
            } == [
                "orders, order o1 of \(customer): what cannot be read; fulfillment has 3 steps, PROCESSING at 1002 "
                    + "(unreadable: history)"
            ])
        #expect(
            try sentences {
                $0.summaries[0].unreadable = ["orders"]
                $0.summaries[0].orders = nil
            } == [
                "accounts, order o1 of \(customer): what cannot be read; orders has APPROVED at 1001 (unreadable: status)"
            ])
    }

    // MARK: Orders

    @Test func `an order that fulfillment does not have`() throws {
        #expect(
            try sentences { $0.fulfillments = [] } == [
                "fulfillment, order o1 of \(customer): no such order; "
                    + "orders has asked for it, 3 steps, PROCESSING at 1002 (missing)"
            ])
        #expect(
            try sentences {
                $0.fulfillments = []
                $0.orders[0].requested = false
            }.isEmpty)
    }

    @Test func `histories`() throws {
        let subject = "orders, order o1 of \(customer)"
        #expect(
            try sentences {
                $0.orders[0].history = HistoryAggregate(.make(.created, .approved))
                $0.orders[0].status = "APPROVED"
            } == [
                "\(subject): 2 steps, APPROVED at 1001; fulfillment has 3 steps, PROCESSING at 1002 (behind: history)"
            ])
        #expect(
            try sentences {
                $0.orders[0].history = HistoryAggregate(.make(.created, .approved, .cancelled))
                $0.orders[0].status = "CANCELLED"
            } == [
                "\(subject): 3 steps, CANCELLED at 1002; fulfillment has 3 steps, PROCESSING at 1002 (history: history)"
            ])
        #expect(
            try sentences {
                $0.fulfillments[0].history = HistoryAggregate(.make(.created, .approved))
                $0.fulfillments[0].status = "APPROVED"
                $0.fulfillments[0].sequence = nil
                $0.summaries[0].fulfillment = nil
            } == [
                "\(subject): 3 steps, PROCESSING at 1002; fulfillment has 2 steps, APPROVED at 1001 (ahead: history)"
            ])
    }

    @Test func `a status that is not that of the last step`() throws {
        #expect(
            try sentences { $0.orders[0].status = "CREATED" } == [
                "orders, order o1 of \(customer): status CREATED; orders has a history of 3 steps, PROCESSING at 1002 "
                    + "(status: status)"
            ])
        #expect(
            try sentences { $0.fulfillments[0].status = nil } == [
                "fulfillment, order o1 of \(customer): status none; "
                    + "fulfillment has a history of 3 steps, PROCESSING at 1002 (status: status)"
            ])
    }

    @Test func `sequences by which what comes next would be misplaced or refused`() throws {
        #expect(
            try sentences { $0.orders[0].fulfillmentSequence = 99 } == [
                "orders, order o1 of \(customer): sequence 99; fulfillment has sequence 2 (history: sequence)"
            ])
        #expect(
            try sentences { $0.summaries[0].orders?.sequence = 99 } == [
                "accounts, order o1 of \(customer): sequence 99; orders has version 3 (ahead: sequence)"
            ])
        #expect(
            try sentences { $0.summaries[0].fulfillment?.sequence = 3 } == [
                "accounts, order o1 of \(customer): sequence 3; fulfillment has version 2 (ahead: sequence)"
            ])
    }

    @Test func `items`() throws {
        let edited = [ItemAggregate(product: .init(guid: "p1", title: "A chair"), quantity: 99)]
        let found = try sentences { $0.fulfillments[0].items = ContentDigest(of: edited) }
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("fulfillment, order o1 of \(customer): items ") })
        #expect(found.allSatisfy { $0.hasSuffix(" (local-edit: items)") })
        #expect(try sentences { $0.orders[0].items = ContentDigest(of: edited) }.count == 1, "orders is the owner")
    }

    @Test func `what accounts knows of an order`() throws {
        let subject = "accounts, order o1 of \(customer)"
        #expect(
            try sentences { $0.summaries = [] } == [
                "\(subject): no status; orders has APPROVED at 1001 (missing: status)",
                "\(subject): no status; fulfillment has PROCESSING at 1002 (missing: status)",
            ])
        #expect(
            try sentences { $0.summaries[0].orders = StatusAggregate([OrderStatusEvent].make(.created)[0]) } == [
                "\(subject): CREATED at 1000; orders has APPROVED at 1001 (behind: status)"
            ])
        #expect(
            try sentences { $0.summaries[0].fulfillment?.status = .shipped } == [
                "\(subject): SHIPPED at 1002; fulfillment has PROCESSING at 1002 (status: status)"
            ])
    }

    @Test func `orders that orders does not have`() throws {
        #expect(
            try sentences { $0.orders = [] } == [
                "fulfillment, order o1 of \(customer): 3 steps, PROCESSING at 1002; orders has no such order (extra)",
                "accounts, order o1 of \(customer): APPROVED at 1001; orders has no such order (extra)",
            ])
    }

    @Test func `orders that name no customer are found by their guid`() throws {
        #expect(
            try sentences {
                $0.fulfillments[0].customerId = nil
                $0.summaries[0].customerId = nil
            }.isEmpty)
        #expect(
            try sentences {
                $0.fulfillments[0].customerId = nil
                $0.orders = []
                $0.summaries = []
            } == ["fulfillment, order o1 of no customer: 3 steps, PROCESSING at 1002; orders has no such order (extra)"]
        )
    }
}
