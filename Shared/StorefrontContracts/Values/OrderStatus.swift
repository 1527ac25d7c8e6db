public import JSON

/// The states of an order's life.
public enum OrderStatusType: String, Sendable, Hashable, CaseIterable {
    case created = "CREATED"
    case approved = "APPROVED"
    case rejected = "REJECTED"
    case cancelled = "CANCELLED"
    case processing = "PROCESSING"
    case onHold = "ON_HOLD"
    case shipped = "SHIPPED"
    case inTransit = "IN_TRANSIT"
    case received = "RECEIVED"
    case returned = "RETURNED"
}

extension OrderStatusType: Codable {
    /// `COMPLETED`, which databases of 2018 hold, is read as RECEIVED and never written.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let status = text == "COMPLETED" ? .received : OrderStatusType(rawValue: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not an order status")
        }
        self = status
    }
}

/// One step of an order's history.
public struct OrderStatusEvent: Sendable, Hashable, Codable {
    /// Milliseconds since 1970-01-01 UTC.
    public var timestamp: Int64
    public var orderStatusType: OrderStatusType
    public var note: String?

    public init(timestamp: Int64, orderStatusType: OrderStatusType, note: String? = nil) {
        self.timestamp = timestamp
        self.orderStatusType = orderStatusType
        self.note = note
    }
}

extension OrderStatusEvent: JSONReadable, JSONObjectWritable {
    public static var jsonSchemaNotes: JSONSchemaNotes {
        JSONSchemaNotes("One step of an order's history; timestamp is in milliseconds since 1970-01-01 UTC.")
    }

    public init(reading value: JSONValueReader) {
        let object = value.object()
        timestamp = object.required("timestamp") { $0.integer(in: 0...Int64.max) }
        orderStatusType = object.required("orderStatusType") { $0.enumeration() }
        note = object.optional("note") { $0.string(Limits.note) }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("timestamp", timestamp)
        writer.member("orderStatusType", orderStatusType.rawValue)
        writer.member("note", note)
    }
}
