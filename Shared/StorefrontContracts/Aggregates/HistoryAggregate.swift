public import JSON

/// A history in short.
public struct HistoryAggregate: Sendable, Equatable {
    /// How many.
    public var steps: Int
    /// Of all steps in their order; nil when one of them cannot be read.
    public var digest: ContentDigest?
    /// The current status; nil also when it cannot be read.
    public var last: StatusAggregate?

    /// - Parameter history: nil for each step that cannot be read.
    public init(_ history: [OrderStatusEvent?]) {
        steps = history.count
        let readable = history.compactMap { $0 }
        digest = readable.count == history.count ? ContentDigest(of: readable) : nil
        last = (history.last ?? nil).map { StatusAggregate($0) }
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
        digest = object.optional("digest")
        last = object.optional("last")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("steps", steps)
        if let digest { writer.member("digest", digest) }
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
