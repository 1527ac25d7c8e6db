import JSON
import StorefrontContracts

/// One record as it lies in its topic.
struct EventExample: Sendable {
    let name: String
    let source: Service
    let id: String
    /// RFC 3339
    let time: String
    let key: String
    let sequence: Int64
    /// Nil is a null value.
    let value: [UInt8]?
    var extensions: [(name: String, value: String)] = []

    /// The value of each header of the message.
    func headerValue(_ header: EventHeader) -> String {
        if let constant = header.constant { return constant }
        switch header.name {
        case "ce_id": return id
        case "ce_source": return "/\(source.rawValue)"
        case "ce_time": return time
        case "ce_subject": return key
        case "ce_sequence": return String(sequence)
        default: return extensions.first { "ce_" + $0.name == header.name }?.value ?? ""
        }
    }

    private static let customer = "60a52f0e1c9d440000a1b2c3"
    private static let order = "3f0c6b1e-8a52-4c6d-9a57-1d2e3f405162"
    private static let name = Name(title: "Ms.", firstName: "Mary", lastName: "Smith")
    private static let contact = Contact(
        primaryPhone: "456-789-0001", secondaryPhone: "456-222-1111", email: "marysmith@yougotmail.com")
    private static let home = Address(
        type: .shipping, description: "Home Sweet Home", address1: "1234 Main Street", city: "Anywhere", state: "NY",
        postalCode: "45455-66677")

    static let customerChange = EventExample(
        name: "created", source: .accounts, id: "0b3d4a53-5a2e-4d0c-9a41-0f6c5d2b7e10",
        time: "2021-05-19T16:00:14.100Z", key: customer, sequence: 1,
        value: CustomerChangeEvent(id: customer, name: name, contact: contact, addresses: [home]).jsonBytes())

    static let customerDeletion = EventExample(
        name: "deleted", source: .accounts, id: "7e0f9c3a-4a0b-4f57-8a53-2b1de0c4a911",
        time: "2021-05-20T08:30:00.000Z", key: customer, sequence: 2, value: nil)

    static let fulfillmentRequest = EventExample(
        name: "approved", source: .orders, id: "c2a5b6d4-0f1e-4b7a-8f39-6d5e4c3b2a19",
        time: "2021-05-19T16:00:20.456Z", key: order, sequence: 3,
        value: FulfillmentRequestEvent(
            timestamp: 1_621_440_020_456, name: name, contact: contact, address: home,
            order: RequestedOrder(
                guid: order,
                orderStatusEvents: [
                    OrderStatusEvent(timestamp: 1_621_440_000_123, orderStatusType: .created),
                    OrderStatusEvent(timestamp: 1_621_440_000_124, orderStatusType: .approved),
                ],
                orderItems: [
                    OrderItem(
                        product: Product(
                            guid: "d01fde07-7c24-49c5-a5f1-bc2ce1f14c48", title: "Red Widget",
                            description: "Reliable Red Widget", price: Money(cents: 399)), quantity: 2)
                ]), customerId: customer
        ).jsonBytes(), extensions: [(EventExtension.customerSequence, "1")])

    static let orderStatusChange = EventExample(
        name: "processing", source: .fulfillment, id: "51f0d3a2-9b8c-4e7d-a6f5-4c3b2a190817",
        time: "2021-05-19T16:00:31.007Z", key: order, sequence: 2,
        value: OrderStatusChangeEvent(
            guid: order,
            orderStatusEvent: OrderStatusEvent(timestamp: 1_621_440_031_007, orderStatusType: .processing),
            customerId: customer
        ).jsonBytes())
}
