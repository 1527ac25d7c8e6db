import StorefrontContracts
import Testing

@testable import FulfillmentService

@Suite struct FulfillmentTests {
    @Test func `the way to the customer keeps the whole history`() throws {
        var fulfillment = Fulfillment.make()
        for (time, step) in [OrderStep.process, .ship, .moveInTransit, .receive].enumerated() {
            try fulfillment.make(step, method: .drone, at: Int64(time))
        }
        #expect(
            fulfillment.order.orderStatusEvents.map(\.orderStatusType) == [
                .created, .approved, .processing, .shipped, .inTransit, .received,
            ])
        #expect(fulfillment.shippingMethod == .drone)
        #expect(fulfillment.newSteps.map(\.orderStatusType) == [.processing, .shipped, .inTransit, .received])
        #expect(fulfillment.committed.version == 5 && !fulfillment.committed.isChanged)
    }

    @Test(arguments: OrderStatusType.allCases)
    func `a step starts from the states of the table only`(status: OrderStatusType) {
        for step in OrderStep.allCases {
            var fulfillment = Fulfillment.make(status: status)
            let before = fulfillment
            let isAllowed = step.from.contains(status) && step.owners.contains(.fulfillment)
            try? fulfillment.make(step, method: .ups, at: 1)
            #expect(fulfillment.isChanged == isAllowed)
            if !isAllowed {
                #expect(throws: FulfillmentRefusal.stepNotAllowed(step, before)) {
                    try fulfillment.make(step, at: 1)
                }
                #expect(fulfillment == before)
            }
        }
    }

    @Test func `what was held goes on from where it was`() throws {
        var fulfillment = Fulfillment.make()
        try fulfillment.make(.process, at: 1)
        try fulfillment.make(.hold, note: "Items out of stock", at: 2)
        try fulfillment.make(.resume, at: 3)
        #expect(fulfillment.status == .processing)
        #expect(
            fulfillment.order.orderStatusEvents.last(where: { $0.orderStatusType == .onHold })?.note
                == "Items out of stock")
    }

    @Test func `an order is held until its history is full, and goes on`() throws {
        var fulfillment = Fulfillment.make()
        while fulfillment.order.orderStatusEvents.count < Limits.holdableInFulfillment.upperBound {
            try fulfillment.make(.hold, at: 1)
            try fulfillment.make(.resume, at: 1)
        }
        #expect(throws: FulfillmentRefusal.historyFull(fulfillment)) { try fulfillment.make(.hold, at: 2) }
        for step in [OrderStep.process, .ship, .moveInTransit, .receive, .return] { try fulfillment.make(step, at: 3) }
        #expect(fulfillment.order.orderStatusEvents.count == 95)
    }

    @Test func `an operation makes its step once`() throws {
        var fulfillment = Fulfillment.make()
        try fulfillment.make(.process, at: 1, by: "operation")
        let after = fulfillment
        try fulfillment.make(.process, at: 2, by: "operation")
        #expect(fulfillment == after)
        #expect(throws: FulfillmentRefusal.self) { try fulfillment.make(.process, at: 2, by: "another") }
    }
}

extension Fulfillment {
    static func make(
        guid: String = "g", id: String = "f", status: OrderStatusType = .approved, items: [OrderItem] = [],
        customer: String = "a"
    ) -> Fulfillment {
        Fulfillment(
            accepting: .make(guid: guid, status: status, items: items, customer: customer), as: id, customerVersion: 1)
    }
}

extension FulfillmentRequestEvent {
    static func make(
        guid: String, status: OrderStatusType, items: [OrderItem] = [], customer: String? = "a"
    ) -> FulfillmentRequestEvent {
        FulfillmentRequestEvent(
            timestamp: 1, name: Name(title: "Ms.", firstName: "Mary", lastName: "Smith"),
            contact: Contact(primaryPhone: "456-789-0001", email: "marysmith@yougotmail.com"),
            address: Address(
                type: .shipping, description: "Home", address1: "1234 Main Street", city: "Anywhere", state: "NY",
                postalCode: "45455-66677"),
            order: RequestedOrder(
                guid: guid,
                orderStatusEvents: [
                    OrderStatusEvent(timestamp: 0, orderStatusType: .created),
                    OrderStatusEvent(timestamp: 0, orderStatusType: status),
                ], orderItems: items), customerId: customer)
    }
}
