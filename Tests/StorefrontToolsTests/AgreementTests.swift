import Testing

@testable import StorefrontTools

/// Each way in which the services can differ, one at a time.
@Suite struct AgreementTests {
    private static let complete = SampleCall.completeHistory
    private let run: RefreshRun = {
        var run = RefreshRun()
        run.customers = ["c1"]
        run.sentOrders = ["c1": ["o5"]]
        return run
    }()

    private static func history(_ statuses: [String], at time: Int64 = 7) -> [StatusView] {
        statuses.map { StatusView(status: $0, timestamp: time) }
    }

    private static func customer(
        _ id: String = "c1", email: String = "a@b", orders: [OrderView] = []
    ) -> CustomerView {
        CustomerView(
            id: id, name: .object(["firstName": .string("Mary")]), contact: .object(["email": .string(email)]),
            addresses: .array([.object(["city": .string("Anywhere")])]), orders: orders)
    }

    /// A state in which all is well.
    private func agreed() -> FleetSnapshot {
        let sent = OrderView(guid: "o5", history: Self.history(Self.complete))
        let others = (1...4).map { OrderView(guid: "o\($0)", history: Self.history(["CREATED", "REJECTED"])) }
        return FleetSnapshot(
            accounts: CustomersView(customers: [Self.customer()]),
            orders: CustomersView(customers: [Self.customer(orders: others + [sent])]),
            fulfillment: FulfillmentsView(fulfillments: [FulfillmentView(order: sent)]),
            orderCounts: ["c1": OrderCountsView(counts: ["REJECTED": 4, "RECEIVED": 1, "SHIPPED": 0])])
    }

    private func differences(
        in run: RefreshRun? = nil, _ change: (inout FleetSnapshot) -> Void
    ) -> [String] {
        var snapshot = agreed()
        change(&snapshot)
        return Agreement(run: run ?? self.run).all(snapshot)
    }

    private func orders(sent history: [StatusView]) -> CustomersView {
        let sent = OrderView(guid: "o5", history: history)
        return CustomersView(
            customers: [Self.customer(orders: Array(agreed().orders.customers[0].orders.prefix(4)) + [sent])])
    }

    private func requests(_ histories: [StatusView]...) -> FulfillmentsView {
        FulfillmentsView(
            fulfillments: histories.map { FulfillmentView(order: OrderView(guid: "o5", history: $0)) })
    }

    @Test func `no difference`() {
        #expect(differences { _ in } == [])
    }

    @Test func `documents of others are not compared`() {
        let found = differences {
            let stranger = Self.customer("c9", email: "x")
            $0.accounts = CustomersView(customers: $0.accounts.customers + [stranger])
            $0.fulfillment = FulfillmentsView(
                fulfillments: $0.fulfillment.fulfillments + [FulfillmentView(order: OrderView(guid: "o9", history: []))]
            )
        }
        #expect(found == [])
    }

    @Test func `a run without customers has nothing to agree on`() {
        #expect(differences(in: RefreshRun()) { _ in } == ["accounts has no customer that this run made"])
    }

    @Test func `a customer is missing`() {
        #expect(differences { $0.accounts = CustomersView(customers: []) } == ["customer c1 is not in accounts"])
        #expect(
            differences { $0.orders = CustomersView(customers: []) }.prefix(2) == [
                "customer c1 (Mary) is not in orders", "customer c1 has 0 orders in orders, not 5",
            ])
    }

    @Test func `a copied field differs`() {
        let found = differences { $0.accounts = CustomersView(customers: [Self.customer(email: "new@b")]) }
        #expect(found == [#"customer c1: contact.email is "new@b" in accounts, "a@b" in orders"#])
    }

    @Test func `a request is missing or doubled`() {
        let history = Self.history(Self.complete)
        #expect(differences { $0.fulfillment = requests() } == ["order o5 is not in fulfillment"])
        #expect(differences { $0.fulfillment = requests(history, history) } == ["order o5 is 2 times in fulfillment"])
    }

    @Test(arguments: [
        Array(complete.dropLast()), complete + ["RECEIVED"], complete + ["RETURNED"], [],
        ["CREATED", "APPROVED", "SHIPPED", "PROCESSING", "IN_TRANSIT", "RECEIVED"],
    ])
    func `a history in orders is not the one that the calls make`(statuses: [String]) {
        let found = differences {
            $0.orders = orders(sent: Self.history(statuses))
            $0.orderCounts = [
                "c1": OrderCountsView(counts: StatusCounts($0.orders.customers[0].orders.map(\.status)).counts)
            ]
        }
        #expect(
            found == [
                "order o5 is \(Self.history(statuses).path) in orders, not "
                    + "CREATED → APPROVED → PROCESSING → SHIPPED → IN_TRANSIT → RECEIVED"
            ])
    }

    @Test func `a history in fulfillment is another one`() {
        let short = Self.history(["RECEIVED"])
        #expect(
            differences { $0.fulfillment = requests(short) } == [
                "order o5 is RECEIVED in fulfillment, CREATED → APPROVED → PROCESSING → SHIPPED → IN_TRANSIT → RECEIVED in orders"
            ])
        #expect(
            differences { $0.fulfillment = requests(Self.history(Self.complete, at: 8)) } == [
                "order o5 has the same history in orders and fulfillment, but at other times"
            ])
    }

    @Test func `of a Spring fulfillment only the last status is compared`() {
        var spring = run
        spring.legacyServices = [.fulfillment]
        #expect(differences(in: spring) { $0.fulfillment = requests(Self.history(["RECEIVED"])) } == [])
        #expect(
            differences(in: spring) { $0.fulfillment = requests(Self.history(["SHIPPED"])) }
                == ["order o5 ends with SHIPPED in fulfillment, RECEIVED in orders"])
    }

    @Test func `no order was sent`() {
        var idle = run
        idle.sentOrders = [:]
        #expect(differences(in: idle) { _ in } == ["no order of customer c1 was sent to fulfillment"])
    }

    @Test func `accounts counts other orders`() {
        let found = differences { $0.orderCounts = ["c1": OrderCountsView(counts: ["REJECTED": 4])] }
        #expect(
            found == [
                "customer c1 has the orders REJECTED 4 in the order summary of accounts, REJECTED 4, RECEIVED 1 in orders"
            ])
        #expect(differences { $0.orderCounts = [:] }.count == 1)
        for service in [StorefrontService.accounts, .orders] {
            var spring = run
            spring.legacyServices = [service]
            #expect(differences(in: spring) { $0.orderCounts = [:] } == [])
        }
    }

    @Test func `a status is reached when it or one behind it is the last`() {
        let agreement = Agreement(run: run)
        for (last, isReached) in [
            ("APPROVED", false), ("PROCESSING", false), ("SHIPPED", true), ("IN_TRANSIT", true), ("RECEIVED", true),
            ("ON_HOLD", false),
        ] {
            let history = Self.history(["CREATED", last])
            let sentence = "order o5 is \(last) in"
            #expect(
                agreement.status("SHIPPED", in: requests(history))
                    == (isReached ? [] : ["\(sentence) fulfillment, not SHIPPED"]))
            #expect(
                agreement.status("SHIPPED", in: orders(sent: history))
                    == (isReached ? [] : ["\(sentence) orders, not SHIPPED"]))
        }
        #expect(agreement.status("SHIPPED", in: requests()) == ["order o5 is not in fulfillment"])
        #expect(agreement.status("SHIPPED", in: CustomersView(customers: [])) == ["order o5 is not in orders"])
    }
}
