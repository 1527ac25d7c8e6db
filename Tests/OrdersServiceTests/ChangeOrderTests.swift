import StorefrontContracts
import Testing

@testable import OrdersService

@Suite struct ChangeOrderTests {
    let customers = MemoryCustomerOrdersRepository()
    var place: PlaceOrder { PlaceOrder(customers: customers, newGuid: { "guid" }, now: { 1_000 }) }
    var change: ChangeOrder { ChangeOrder(customers: customers, now: { 2_000 }) }
    static let items = [OrderItem(product: SampleOrders.products[0], quantity: 2)]

    init() throws {
        try customers.follow([CustomerNews(id: "a", sequence: 1, customer: .make())])
    }

    @Test func `an order lives through orders' own steps, and each is told`() throws {
        let placed = try place(customer: "a", items: Self.items)
        #expect(placed.history.entries.map(\.event.orderStatusType) == [.created] && placed.version == 1)
        for step in [OrderStep.hold, .resume, .approve] {
            _ = try change.make(step, with: "guid", note: "why", if: nil, by: nil)
        }
        let (sent, customerID) = try change.requestFulfillment(of: "guid", if: nil, by: nil)
        #expect(customerID == "a" && sent.version == 5 && sent.owner == .fulfillment)
        let told = customers.published.map { event in
            switch event {
            case .statusChanged(let order, let status): "\(order.version) \(status.orderStatusType.rawValue)"
            case .fulfillmentRequested(let order, _, _): "\(order.version) request"
            }
        }
        #expect(told == ["1 CREATED", "2 ON_HOLD", "3 CREATED", "4 APPROVED", "5 request"])
    }

    @Test func `once fulfillment was asked, orders makes no step`() throws {
        _ = try place(customer: "a", items: Self.items)
        _ = try change.make(.approve, with: "guid", note: nil, if: nil, by: nil)
        let (sent, _) = try change.requestFulfillment(of: "guid", if: nil, by: nil)
        for step in [OrderStep.hold, .cancel, .approve, .process] {
            #expect(throws: OrderRefusal.stepNotAllowed(step.rawValue, sent)) {
                try change.make(step, with: "guid", note: nil, if: nil, by: nil)
            }
        }
        #expect(throws: OrderRefusal.stepNotAllowed("fulfill", sent)) {
            try change.requestFulfillment(of: "guid", if: nil, by: nil)
        }
    }

    @Test(arguments: [
        OrderHistory.Entry(event: OrderStatusEvent(timestamp: 2, orderStatusType: .processing)),
        OrderHistory.Entry(event: OrderStatusEvent(timestamp: 2, orderStatusType: .onHold), isFulfillments: true),
    ])
    func `an order that the demo sent is fulfillment's as soon as its history says so`(step: OrderHistory.Entry) {
        let approved = OrderHistory.Entry(event: OrderStatusEvent(timestamp: 1, orderStatusType: .approved))
        var order = Order(
            stored: "guid", version: 0, history: OrderHistory([approved, step]), items: [], requestedAt: nil)
        #expect(order.owner == .fulfillment)
        #expect(throws: OrderRefusal.stepNotAllowed("cancel", order)) { try order.make(.cancel, note: nil, at: 3) }
    }

    @Test func `a condition on the version is asked before the step`() throws {
        _ = try place(customer: "a", items: Self.items)
        #expect(throws: OrderRefusal.preconditionFailed("guid")) {
            try change.make(.approve, with: "guid", note: nil, if: { $0 == 7 }, by: nil)
        }
        #expect(try change.make(.approve, with: "guid", note: nil, if: { $0 == 1 }, by: nil).order.version == 2)
    }

    @Test func `an operation takes effect once, whatever its condition says the second time`() throws {
        let first = try place(customer: "a", items: Self.items, by: "operation-1")
        #expect(first.guid == "operation-1")
        #expect(try place(customer: "a", items: Self.items, by: "operation-1") == first)
        let approved = try change.make(.approve, with: first.guid, note: nil, if: { $0 == 1 }, by: "operation-2").order
        #expect(
            try change.make(.approve, with: first.guid, note: nil, if: { $0 == 1 }, by: "operation-2").order == approved
        )
        let sent = try change.requestFulfillment(of: first.guid, if: nil, by: "operation-3").order
        #expect(try change.requestFulfillment(of: first.guid, if: nil, by: "operation-3").order == sent)
        #expect(customers.published.count == 3)
    }

    @Test func `who is not there, or was deleted, gets no order`() throws {
        #expect(throws: OrderRefusal.customerNotFound("nobody")) { try place(customer: "nobody", items: Self.items) }
        try customers.follow([CustomerNews(id: "a", sequence: 2, customer: nil)])
        #expect(throws: OrderRefusal.customerDeleted("a")) { try place(customer: "a", items: Self.items) }
        #expect(throws: OrderRefusal.orderNotFound("guid")) { try change.find("guid") }
    }

    @Test func `without an address to ship to an order cannot be sent`() throws {
        try customers.follow([
            CustomerNews(id: "a", sequence: 2, customer: .make(addressType: .billing))
        ])
        _ = try place(customer: "a", items: Self.items)
        let approved = try change.make(.approve, with: "guid", note: nil, if: nil, by: nil).order
        #expect(throws: OrderRefusal.noShippingAddress(approved)) {
            try change.requestFulfillment(of: "guid", if: nil, by: nil)
        }
    }
}
