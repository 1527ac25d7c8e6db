public import JSON

/// What orders says of an order.
public struct OrderAggregate: Sendable, Equatable {
    public var guid: String
    public var customerId: String
    public var version: Int64
    /// Fulfillment was asked for it.
    public var requested: Bool
    public var history: HistoryAggregate
    /// As it is stored beside the history, for the index by which steps select.
    public var status: String?
    /// The last step that orders made itself.
    public var own: StatusAggregate?
    /// Fulfillment's sequence of its last step that is known here.
    public var fulfillmentSequence: Int64?
    /// Of all items in their order; nil when they cannot be read.
    public var items: ContentDigest?
    /// What is there and cannot be read.
    public var unreadable: [String]

    public init(
        guid: String, customerId: String, version: Int64, requested: Bool, history: HistoryAggregate,
        status: String?, own: StatusAggregate?, fulfillmentSequence: Int64?, items: [ItemAggregate]?,
        unreadable: [String] = []
    ) {
        self.guid = guid
        self.customerId = customerId
        self.version = version
        self.requested = requested
        self.history = history
        self.status = status
        self.own = own
        self.fulfillmentSequence = fulfillmentSequence
        self.items = items.map { ContentDigest(of: $0) }
        self.unreadable = unreadable
    }
}

/// What fulfillment says of an order.
public struct FulfillmentAggregate: Sendable, Equatable {
    public var guid: String
    /// Of the fulfillment.
    public var id: String
    /// Nil in requests of Spring peers.
    public var customerId: String?
    public var version: Int64
    /// The version of the customer that name, contact and address are from.
    public var customerVersion: Int64
    /// From then on name, contact and address follow the customer no longer.
    public var shipped: Bool
    public var history: HistoryAggregate
    /// As it is stored beside the history, for the index by which steps select.
    public var status: String?
    /// The sequence of the last step that fulfillment made; nil when it made none, or before sequences were kept.
    public var sequence: Int64?
    public var digests: CustomerDigests
    /// Of all items in their order; nil when they cannot be read.
    public var items: ContentDigest?
    /// What is there and cannot be read.
    public var unreadable: [String]

    public init(
        guid: String, id: String, customerId: String?, version: Int64, customerVersion: Int64, shipped: Bool,
        history: HistoryAggregate, status: String?, sequence: Int64?, digests: CustomerDigests, items: [ItemAggregate]?,
        unreadable: [String] = []
    ) {
        self.guid = guid
        self.id = id
        self.customerId = customerId
        self.version = version
        self.customerVersion = customerVersion
        self.shipped = shipped
        self.history = history
        self.status = status
        self.sequence = sequence
        self.digests = digests
        self.items = items.map { ContentDigest(of: $0) }
        self.unreadable = unreadable
    }
}

/// What accounts says of an order: the last status that each owner told.
public struct OrderSummaryAggregate: Sendable, Equatable {
    public var guid: String
    public var customerId: String?
    public var orders: StatusAggregate?
    public var fulfillment: StatusAggregate?
    /// Whose status is there and cannot be read.
    public var unreadable: [String]

    public init(
        guid: String, customerId: String?, orders: StatusAggregate?, fulfillment: StatusAggregate?,
        unreadable: [String] = []
    ) {
        self.guid = guid
        self.customerId = customerId
        self.orders = orders
        self.fulfillment = fulfillment
        self.unreadable = unreadable
    }
}

extension OrderAggregate: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid") { $0.string() }
        customerId = object.required("customerId") { $0.string() }
        version = object.required("version")
        requested = object.required("requested")
        history = object.required("history")
        status = object.optional("status") { $0.string() }
        own = object.optional("own")
        fulfillmentSequence = object.optional("fulfillmentSequence")
        items = object.optional("items")
        unreadable = object.optional("unreadable") ?? []
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("customerId", customerId)
        writer.member("version", version)
        writer.member("requested", requested)
        writer.member("history", history)
        if let status { writer.member("status", status) }
        if let own { writer.member("own", own) }
        if let fulfillmentSequence { writer.member("fulfillmentSequence", fulfillmentSequence) }
        if let items { writer.member("items", items) }
        if !unreadable.isEmpty { writer.member("unreadable", unreadable) }
    }
}

extension FulfillmentAggregate: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid") { $0.string() }
        id = object.required("id") { $0.string() }
        customerId = object.optional("customerId") { $0.string() }
        version = object.required("version")
        customerVersion = object.required("customerVersion")
        shipped = object.required("shipped")
        history = object.required("history")
        status = object.optional("status") { $0.string() }
        sequence = object.optional("sequence")
        digests = object.required("digests")
        items = object.optional("items")
        unreadable = object.optional("unreadable") ?? []
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("id", id)
        if let customerId { writer.member("customerId", customerId) }
        writer.member("version", version)
        writer.member("customerVersion", customerVersion)
        writer.member("shipped", shipped)
        writer.member("history", history)
        if let status { writer.member("status", status) }
        if let sequence { writer.member("sequence", sequence) }
        writer.member("digests", digests)
        if let items { writer.member("items", items) }
        if !unreadable.isEmpty { writer.member("unreadable", unreadable) }
    }
}

extension OrderSummaryAggregate: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid") { $0.string() }
        customerId = object.optional("customerId") { $0.string() }
        orders = object.optional("orders")
        fulfillment = object.optional("fulfillment")
        unreadable = object.optional("unreadable") ?? []
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        if let customerId { writer.member("customerId", customerId) }
        if let orders { writer.member("orders", orders) }
        if let fulfillment { writer.member("fulfillment", fulfillment) }
        if !unreadable.isEmpty { writer.member("unreadable", unreadable) }
    }
}
