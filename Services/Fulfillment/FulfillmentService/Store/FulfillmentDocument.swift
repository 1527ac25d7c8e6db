import StorefrontContracts

/// A fulfillment as it lies in the database, but for `_id` and `version`: the members of the wire and what only this
/// service needs. Documents of the demo have none of the latter.
struct FulfillmentDocument: Codable {
    var timestamp: Int64
    var name: Name
    var contact: Contact
    var address: Address
    var order: FulfillmentOrder
    var shippingMethod: ShippingMethod?
    var customerId: String?
    var customerVersion: Int64?
    /// The last element of the history, for the index.
    var status: OrderStatusType?
    var operations: [String]?

    init(_ fulfillment: Fulfillment) {
        timestamp = fulfillment.timestamp
        name = fulfillment.name
        contact = fulfillment.contact
        address = fulfillment.address
        order = fulfillment.order
        shippingMethod = fulfillment.shippingMethod
        customerId = fulfillment.customerID
        customerVersion = fulfillment.customerVersion
        status = fulfillment.status
        operations = fulfillment.operations.isEmpty ? nil : fulfillment.operations
    }

    func fulfillment(id: String, version: Int64) -> Fulfillment {
        Fulfillment(
            stored: id, version: version, timestamp: timestamp, name: name, contact: contact, address: address,
            order: order, shippingMethod: shippingMethod, customerID: customerId, customerVersion: customerVersion ?? 0,
            operations: operations ?? [])
    }
}

/// The newest state of a customer that this service heard of, in the collection `customers`.
struct RecipientDocument: Codable {
    var name: Name?
    var contact: Contact?
    var address: Address?
    var version: Int64?
}
