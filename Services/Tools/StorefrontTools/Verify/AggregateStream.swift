import StorefrontContracts

/// All aggregates of a kind, one after the other, with one page in memory.
struct AggregateStream<Element: Sendable> {
    private let what: String
    private let position: (Element) -> AggregatePosition
    private let load: (AggregatePosition?) throws(ToolFailure) -> AggregatePage<Element>
    private var page: ArraySlice<Element> = []
    private var next: AggregatePosition?
    private var isBegun = false
    private var last: AggregatePosition?
    private(set) var count = 0

    init(
        _ what: String, position: @escaping (Element) -> AggregatePosition,
        load: @escaping (AggregatePosition?) throws(ToolFailure) -> AggregatePage<Element>
    ) {
        self.what = what
        self.position = position
        self.load = load
    }

    /// The customer of the next one; nil at the end.
    mutating func customer() throws(ToolFailure) -> AggregatePosition? {
        try fill()
        return page.first.map { AggregatePosition(customer: position($0).customer) }
    }

    /// All that stand at this customer.
    mutating func take(_ customer: AggregatePosition) throws(ToolFailure) -> [Element] {
        var taken: [Element] = []
        while try self.customer() == customer { taken.append(page.removeFirst()) }
        count += taken.count
        return taken
    }

    private mutating func fill() throws(ToolFailure) {
        while page.isEmpty, !isBegun || next != nil {
            let new = try load(next)
            isBegun = true
            // Otherwise neither the comparison nor its end could be trusted.
            for element in new.aggregates {
                let position = position(element)
                if let last, position < last {
                    throw ToolFailure("\(what) do not come in order: \(position) after \(last)")
                }
                last = position
            }
            if let next, let newNext = new.next, !(next < newNext) {
                throw ToolFailure("\(what) do not go on behind \(next)")
            }
            page = new.aggregates[...]
            next = new.next
        }
    }
}
