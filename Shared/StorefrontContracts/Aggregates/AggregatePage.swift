public import JSON

/// A part of all aggregates of one kind, in the order of their positions.
public struct AggregatePage<Element: Sendable>: Sendable {
    public var aggregates: [Element]
    /// Where the next page begins: behind this position; nil after the last page.
    public var next: AggregatePosition?

    public init(_ aggregates: [Element], next: AggregatePosition?) {
        self.aggregates = aggregates
        self.next = next
    }
}

/// Aggregates of one page.
public let maximumAggregatesPerPage = 1_000

/// Where an aggregate stands: by its customer, then by its own id. All services sort alike, so that what they say can be
/// compared in one pass: what belongs to no customer comes first, then customers whose id is no ObjectId (as MongoDB sorts
/// texts before ObjectIds), each by the bytes of the text.
public struct AggregatePosition: Sendable, Equatable {
    public var customer: String?
    /// The order's guid; nil for a customer.
    public var order: String?

    public init(customer: String?, order: String? = nil) {
        self.customer = customer
        self.order = order
    }
}

extension AggregatePosition: Comparable {
    public static func < (one: Self, other: Self) -> Bool {
        if one.rank != other.rank { return one.rank < other.rank }
        if one.customer != other.customer { return (one.customer ?? "").precedes(other.customer ?? "") }
        return (one.order ?? "").precedes(other.order ?? "")
    }

    private var rank: Int {
        guard let customer else { return 0 }
        return customer.utf8.count == 24 && customer.utf8.allSatisfy(\.isLowerHexDigit) ? 2 : 1
    }
}

extension String {
    /// By bytes, as databases sort, not by Unicode's rules.
    fileprivate func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension UInt8 {
    fileprivate var isLowerHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}

extension AggregatePage: JSONReadable where Element: JSONReadable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        aggregates = object.required("aggregates") { $0.array(count: 0...maximumAggregatesPerPage) }
        next = object.optional("next")
    }
}

extension AggregatePage: JSONWritable, JSONObjectWritable where Element: JSONWritable {
    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("aggregates", aggregates)
        writer.member("next", next)
    }
}

extension AggregatePosition: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        customer = object.optional("customer") { $0.string() }
        order = object.optional("order") { $0.string() }
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("customer", customer)
        writer.member("order", order)
    }
}
