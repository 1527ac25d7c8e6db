public import JSON

/// A history in short.
public struct HistoryAggregate: Sendable, Equatable {
    /// How many.
    public var steps: Int
    /// Of all steps in their order.
    public var digest: ContentDigest
    /// The current status.
    public var last: StatusAggregate?

    public init(_ history: [OrderStatusEvent]) {
        steps = history.count
        digest = ContentDigest(of: history)
        last = history.last.map { StatusAggregate($0) }
    }
}

/// One status and when it came; with the sequence of its event where that is known.
public struct StatusAggregate: Sendable, Equatable {
    public var status: OrderStatusType
    /// Milliseconds since 1970-01-01 UTC.
    public var timestamp: Int64
    public var sequence: Int64?

    public init(_ event: OrderStatusEvent, sequence: Int64? = nil) {
        status = event.orderStatusType
        timestamp = event.timestamp
        self.sequence = sequence
    }
}

extension HistoryAggregate: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        steps = object.required("steps")
        digest = object.required("digest")
        last = object.optional("last")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("steps", steps)
        writer.member("digest", digest)
        if let last { writer.member("last", last) }
    }
}

extension StatusAggregate: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        status = object.required("status") { $0.enumeration() }
        timestamp = object.required("timestamp")
        sequence = object.optional("sequence")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("status", status.rawValue)
        writer.member("timestamp", timestamp)
        if let sequence { writer.member("sequence", sequence) }
    }
}
