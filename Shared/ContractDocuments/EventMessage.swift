import JSON
import StorefrontContracts

/// A service, as a source of events.
enum Service: String, Sendable {
    case accounts, orders, fulfillment
}

/// A kind of record.
struct EventMessage: Sendable {
    /// Its name in the document.
    let id: String
    let type: EventType
    let title: String
    let summary: String
    /// Nil for a record with a null value.
    let schemaFile: String?
    /// What the key names.
    let key: String
    let headers: [EventHeader]
    let example: EventExample

    static let customerChange = EventMessage(
        id: "customerChange", type: CustomerChangeEvent.type, title: "A customer as it is now",
        summary: "Sent for every change of a customer: it replaces what was known before.",
        schemaFile: ContractFile.schemaName(of: CustomerChangeEvent.self), key: "The customer's id",
        headers: EventHeader.all(
            of: CustomerChangeEvent.type, from: [.accounts], subject: "The customer's id", isDeletion: false,
            asksForFulfillment: false),
        example: .customerChange)

    static let customerDeletion = EventMessage(
        id: "customerDeletion", type: CustomerChangeEvent.type, title: "A customer is deleted",
        summary: "A record with a null value; only its key and headers say which customer.", schemaFile: nil,
        key: "The customer's id",
        headers: EventHeader.all(
            of: CustomerChangeEvent.type, from: [.accounts], subject: "The customer's id", isDeletion: true,
            asksForFulfillment: false),
        example: .customerDeletion)

    static let fulfillmentRequest = EventMessage(
        id: "fulfillmentRequest", type: FulfillmentRequestEvent.type, title: "An order is to be fulfilled",
        summary: "Sent once for each approved order; fulfillment owns the order's status from then on.",
        schemaFile: ContractFile.schemaName(of: FulfillmentRequestEvent.self), key: "The order's guid",
        headers: EventHeader.all(
            of: FulfillmentRequestEvent.type, from: [.orders], subject: "The order's guid", isDeletion: false,
            asksForFulfillment: true),
        example: .fulfillmentRequest)

    static let orderStatusChange = EventMessage(
        id: "orderStatusChange", type: OrderStatusChangeEvent.type, title: "An order has a new status",
        summary: "One step of an order's history; consumers add it to what they have, in whatever order it comes.",
        schemaFile: ContractFile.schemaName(of: OrderStatusChangeEvent.self), key: "The order's guid",
        headers: EventHeader.all(
            of: OrderStatusChangeEvent.type, from: [.orders, .fulfillment], subject: "The order's guid",
            isDeletion: false, asksForFulfillment: false),
        example: .orderStatusChange)

    static let all = [customerChange, customerDeletion, fulfillmentRequest, orderStatusChange]
}
