import JSON

/// An order as orders or fulfillment shows it.
struct OrderView: Sendable, Equatable {
    let guid: String
    /// Oldest first; the last is the current status.
    let history: [StatusView]

    var status: String? { history.last?.status }
}

/// A step of a history. The status is text, so that one that this version does not know is shown and not refused.
struct StatusView: Sendable, Equatable {
    let status: String
    let timestamp: Int64?
}

extension OrderView: JSONReadable {
    init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.optional("guid") ?? ""
        history = object.optional("orderStatusEvents") { $0.array() } ?? []
    }
}

extension StatusView: JSONReadable {
    init(reading value: JSONValueReader) {
        let object = value.object()
        status = object.required("orderStatusType")
        timestamp = object.optional("timestamp")
    }
}

extension [StatusView] {
    /// "CREATED → APPROVED"
    var path: String {
        isEmpty ? "no status" : map(\.status).joined(separator: " → ")
    }
}
