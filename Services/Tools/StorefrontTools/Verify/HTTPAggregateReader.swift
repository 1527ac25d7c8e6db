import JSON
import StorefrontContracts

/// Asks the services at `/actuator/aggregates`.
struct HTTPAggregateReader: AggregateReader {
    static let path = "/actuator/aggregates"
    static let timeout = Duration.seconds(30)

    let client: FleetClient

    func customers(
        of service: StorefrontService, _ selection: AggregateSelection
    ) throws(ToolFailure) -> AggregatePage<CustomerAggregate> {
        try read(.customers, from: service, selection)
    }

    func orders(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderAggregate> {
        try read(.orders, from: .orders, selection)
    }

    func fulfillments(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<FulfillmentAggregate> {
        try read(.fulfillments, from: .fulfillment, selection)
    }

    func orderSummaries(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderSummaryAggregate> {
        try read(.orderSummaries, from: .accounts, selection)
    }

    func movement(of service: StorefrontService) throws(ToolFailure) -> EventMovement {
        try value(client.read(from: service, Self.path, timeout: Self.timeout))
    }

    private func read<Element: JSONReadable>(
        _ kind: AggregateKind, from service: StorefrontService, _ selection: AggregateSelection
    ) throws(ToolFailure) -> AggregatePage<Element> {
        try value(
            client.read(from: service, Self.path + "?" + Self.query(kind, selection), timeout: Self.timeout))
    }

    private func value<Value>(_ reading: FleetClient.Reading<Value>) throws(ToolFailure) -> Value {
        switch reading {
        case .value(let value): return value
        case .obstacle(let obstacle): throw ToolFailure(obstacle.sentence)
        }
    }

    static func query(_ kind: AggregateKind, _ selection: AggregateSelection) -> String {
        var parts = ["kind=\(kind.rawValue)", "limit=\(selection.limit)"]
        if let after = selection.after {
            parts.append("after=\((after.customer ?? "").percentEncoded)")
            if let order = after.order { parts.append("order=\(order.percentEncoded)") }
        }
        parts += (selection.customers ?? []).map { "customer=\(($0 ?? "").percentEncoded)" }
        return parts.joined(separator: "&")
    }
}

extension String {
    /// For a query's value: all but RFC 3986's unreserved characters.
    fileprivate var percentEncoded: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
