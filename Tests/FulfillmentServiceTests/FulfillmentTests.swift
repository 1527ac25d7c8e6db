import StorefrontContracts
import Testing

@testable import FulfillmentService

@Suite struct FulfillmentTests {
    @Test func `the way to the customer keeps the whole history`() throws {
        var fulfillment = Fulfillment.make()
        for (time, step) in [FulfillmentStep.process, .ship(.drone), .moveInTransit, .receive].enumerated() {
            #expect(fulfillment.make(step, at: Int64(time)) == true)
        }
        #expect(
            fulfillment.order.orderStatusEvents.map(\.orderStatusType) == [
                .created, .approved, .processing, .shipped, .inTransit, .received,
            ])
        #expect(fulfillment.shippingMethod == .drone)
        #expect(fulfillment.newSteps.map(\.orderStatusType) == [.processing, .shipped, .inTransit, .received])
    }

    @Test(arguments: OrderStatusType.allCases)
    func `a step starts from one state only`(status: OrderStatusType) {
        for step in [FulfillmentStep.process, .ship(.ups), .moveInTransit, .receive] {
            var fulfillment = Fulfillment.make(status: status)
            let before = fulfillment
            #expect(fulfillment.make(step, at: 1) == (status == step.from))
            if status != step.from { #expect(fulfillment == before) }
        }
    }
}

extension Fulfillment {
    static func make(
        guid: String = "g", id: String = "f", status: OrderStatusType = .approved
    ) -> Fulfillment {
        Fulfillment(
            accepting: FulfillmentRequestEvent(
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
                    ], orderItems: []), customerId: "a"), as: id, customerVersion: 1)
    }
}
