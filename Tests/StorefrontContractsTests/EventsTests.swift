import JSON
import StorefrontContracts
import Testing

/// The wire, byte for byte: a changed golden text is a changed contract.
@Suite struct EventsTests {
    static let mary = Name(title: "Ms.", firstName: "Mary", lastName: "Smith")
    static let contact = Contact(
        primaryPhone: "456-789-0001", secondaryPhone: "456-222-1111", email: "marysmith@yougotmail.com")
    static let home = Address(
        type: .shipping, description: "Home Sweet Home", address1: "1234 Main Street", city: "Anywhere", state: "NY",
        postalCode: "45455-66677")

    static let maryText = #"{"title":"Ms.","firstName":"Mary","middleName":null,"lastName":"Smith","suffix":null}"#
    static let contactText =
        #"{"primaryPhone":"456-789-0001","secondaryPhone":"456-222-1111","email":"marysmith@yougotmail.com"}"#
    static let homeText =
        #"{"type":"SHIPPING","description":"Home Sweet Home","address1":"1234 Main Street","address2":null,"#
        + #""city":"Anywhere","state":"NY","postalCode":"45455-66677"}"#

    @Test func `a customer change`() throws {
        let event = CustomerChangeEvent(
            id: "60a52f0e1c9d440000a1b2c3", name: Self.mary, contact: Self.contact, addresses: [Self.home])
        let text =
            #"{"id":"60a52f0e1c9d440000a1b2c3","name":\#(Self.maryText),"contact":\#(Self.contactText),"#
            + #""addresses":[\#(Self.homeText)]}"#
        try expectRoundTrip(event, text)
    }

    @Test func `a fulfillment request`() throws {
        let event = FulfillmentRequestEvent(
            timestamp: 1_621_440_020_456, name: Self.mary, contact: Self.contact, address: Self.home,
            order: RequestedOrder(
                guid: "3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162",
                orderStatusEvents: [
                    OrderStatusEvent(timestamp: 1_621_440_000_123, orderStatusType: .created),
                    OrderStatusEvent(timestamp: 1_621_440_000_124, orderStatusType: .approved),
                ],
                orderItems: [
                    OrderItem(
                        product: Product(
                            guid: "d01fde07-7c24-49c5-a5f1-bc2ce1f14c48", title: "Red Widget",
                            description: "Reliable Red Widget", price: Money(cents: 399)), quantity: 2)
                ]), customerId: "60a52f0e1c9d440000a1b2c3")
        let text =
            #"{"timestamp":1621440020456,"name":\#(Self.maryText),"contact":\#(Self.contactText),"#
            + #""address":\#(Self.homeText),"order":{"guid":"3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162","#
            + #""orderStatusEvents":[{"timestamp":1621440000123,"orderStatusType":"CREATED","note":null},"#
            + #"{"timestamp":1621440000124,"orderStatusType":"APPROVED","note":null}],"#
            + #""orderItems":[{"product":{"guid":"d01fde07-7c24-49c5-a5f1-bc2ce1f14c48","title":"Red Widget","#
            + #""description":"Reliable Red Widget","price":3.99},"quantity":2}]},"#
            + #""customerId":"60a52f0e1c9d440000a1b2c3"}"#
        try expectRoundTrip(event, text)
    }

    @Test func `a status change`() throws {
        let event = OrderStatusChangeEvent(
            guid: "3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162",
            orderStatusEvent: OrderStatusEvent(timestamp: 1_621_440_031_007, orderStatusType: .processing),
            customerId: "60a52f0e1c9d440000a1b2c3")
        let text =
            #"{"guid":"3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162","#
            + #""orderStatusEvent":{"timestamp":1621440031007,"orderStatusType":"PROCESSING","note":null},"#
            + #""customerId":"60a52f0e1c9d440000a1b2c3"}"#
        try expectRoundTrip(event, text)
    }

    @Test func `events of Spring peers have no customer and may have more members`() throws {
        let text =
            #"{"id":null,"timestamp":1,"name":\#(Self.maryText),"contact":\#(Self.contactText),"#
            + #""address":\#(Self.homeText),"order":{"guid":"g","orderStatusEvents":[],"orderItems":[{"product":{"id":null,"#
            + #""guid":"p","title":"t","description":"d","price":"3.9"},"quantity":1}]}}"#
        let event = try FulfillmentRequestEvent.read(Array(text.utf8))
        #expect(event.customerId == nil)
        #expect(event.order.orderItems.first?.product.price == Money(cents: 390))
    }

    @Test func `all faults of an event are told, each with its place`() throws {
        let text = #"{"guid":7,"orderStatusEvent":{"timestamp":-1,"orderStatusType":"DONE"}}"#
        let faults = #expect(throws: JSONFaults.self) { try OrderStatusChangeEvent.read(Array(text.utf8)) }
        #expect(
            Set(faults?.faults.map { "\($0.pointer) \($0.kind)" } ?? []) == [
                "/guid type", "/orderStatusEvent/timestamp rule", "/orderStatusEvent/orderStatusType unknownValue",
            ])
    }

    private func expectRoundTrip<Event: JSONReadable & JSONWritable & Equatable>(_ event: Event, _ text: String) throws
    {
        #expect(String(decoding: event.jsonBytes(), as: UTF8.self) == text)
        #expect(try Event.read(Array(text.utf8)) == event)
    }
}
