import StorefrontContracts
import Synchronization

@testable import StorefrontTools

/// What the services say, from lists; sorted and paged as the services do it.
final class ScriptedReader: AggregateReader {
    struct Contents: Sendable {
        var customers: [StorefrontService: [CustomerAggregate]] = [:]
        var orders: [OrderAggregate] = []
        var fulfillments: [FulfillmentAggregate] = []
        var summaries: [OrderSummaryAggregate] = []
    }
    struct State {
        var contents: Contents
        /// Each selection that was asked for, in order.
        var asked: [AggregateSelection] = []
        var failure: ToolFailure?
    }
    let state: Mutex<State>
    private let pageSize: Int
    private let isSorted: Bool

    init(_ contents: Contents = Contents(), pageSize: Int = 2, isSorted: Bool = true) {
        state = Mutex(State(contents: contents))
        self.pageSize = pageSize
        self.isSorted = isSorted
    }

    func change(_ body: (inout Contents) -> Void) { state.withLock { body(&$0.contents) } }

    func customers(
        of service: StorefrontService, _ selection: AggregateSelection
    ) throws(ToolFailure) -> AggregatePage<CustomerAggregate> {
        try page(selection, \.id) {
            $0.customers[service] ?? []
        } position: {
            AggregatePosition(customer: $0.id)
        }
    }

    func orders(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderAggregate> {
        try page(selection, \.customerId, \.orders) { AggregatePosition(customer: $0.customerId, order: $0.guid) }
    }

    func fulfillments(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<FulfillmentAggregate> {
        try page(selection, \.customerId, \.fulfillments) {
            AggregatePosition(customer: $0.customerId, order: $0.guid)
        }
    }

    func orderSummaries(_ selection: AggregateSelection) throws(ToolFailure) -> AggregatePage<OrderSummaryAggregate> {
        try page(selection, \.customerId, \.summaries) { AggregatePosition(customer: $0.customerId, order: $0.guid) }
    }

    private func page<Element>(
        _ selection: AggregateSelection, _ customer: (Element) -> String?, _ list: (Contents) -> [Element],
        position: (Element) -> AggregatePosition
    ) throws(ToolFailure) -> AggregatePage<Element> {
        let (contents, failure) = state.withLock { state in
            state.asked.append(selection)
            return (state.contents, state.failure)
        }
        if let failure { throw failure }
        var all = list(contents)
        if isSorted { all.sort { position($0) < position($1) } }
        if let customers = selection.customers { all = all.filter { customers.contains(customer($0)) } }
        if let after = selection.after { all = all.filter { after < position($0) } }
        let found = Array(all.prefix(pageSize))
        return AggregatePage(found, next: found.count < pageSize ? nil : found.last.map(position))
    }
}

extension CustomerAggregate {
    static func make(
        _ id: String, version: Int64 = 1, deleted: Bool = false, lastName: String = "Lovelace",
        street: String? = "1 First Street"
    ) -> CustomerAggregate {
        let name = Name(title: "Ms.", firstName: "Ada", lastName: lastName)
        let contact = Contact(primaryPhone: "555-1", email: "ada@example.org")
        let address = street.map {
            Address(
                type: .shipping, description: "home", address1: $0, city: "London", state: "LN", postalCode: "1")
        }
        let digests = CustomerDigests(name: name, contact: contact, addresses: address.map { [$0] } ?? [])
        return CustomerAggregate(id: id, version: version, deleted: deleted, digests: deleted ? nil : digests)
    }

    /// As fulfillment keeps it.
    var asRecipient: CustomerAggregate {
        var copy = self
        copy.digests?.addresses = nil
        return copy
    }
}

extension [OrderStatusEvent] {
    static func make(_ statuses: OrderStatusType...) -> Self {
        statuses.enumerated().map { OrderStatusEvent(timestamp: 1_000 + Int64($0.offset), orderStatusType: $0.element) }
    }
}

extension ScriptedReader.Contents {
    /// The same customer everywhere.
    mutating func add(_ customer: CustomerAggregate) {
        customers[.accounts, default: []].append(customer)
        customers[.orders, default: []].append(customer)
        customers[.fulfillment, default: []].append(customer.asRecipient)
    }

    /// An order of that customer that is at fulfillment and was processed there, known everywhere.
    mutating func addProcessed(_ guid: String, of customer: CustomerAggregate) {
        let history = [OrderStatusEvent].make(.created, .approved, .processing)
        let items = [ItemAggregate(product: .init(guid: "p1", title: "A chair"), quantity: 2)]
        orders.append(
            OrderAggregate(
                guid: guid, customerId: customer.id, version: 3, requested: true, history: HistoryAggregate(history),
                status: "PROCESSING", own: StatusAggregate(history[1]), fulfillmentSequence: 2, items: items))
        fulfillments.append(
            FulfillmentAggregate(
                guid: guid, id: "f\(guid)", customerId: customer.id, version: 2, customerVersion: customer.version,
                shipped: false, history: HistoryAggregate(history), status: "PROCESSING", sequence: 2,
                digests: customer.asRecipient.digests ?? CustomerDigests(name: nil, contact: nil), items: items))
        summaries.append(
            OrderSummaryAggregate(
                guid: guid, customerId: customer.id, orders: StatusAggregate(history[1], sequence: 1),
                fulfillment: StatusAggregate(history[2], sequence: 2)))
    }
}
