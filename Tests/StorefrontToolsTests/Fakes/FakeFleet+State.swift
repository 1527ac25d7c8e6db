@testable import StorefrontTools

extension FakeFleet {
    struct Customer: Sendable {
        var id: String
        var firstName: String
        var isSample: Bool
        /// Nil until some were attached.
        var orders: [Order]?
    }

    struct Order: Sendable {
        var guid: String
        var history: [Step]
        var status: String { history.last?.status ?? "" }
    }

    struct Step: Sendable {
        var status: String
        var timestamp: Int
    }

    enum Event: Sendable {
        case customer(Customer)
        case deletion(String)
        case request(Order)
        case status(Step, order: String)
        case count(customer: String, order: String, status: String)
    }

    struct State: Sendable {
        let lag: Duration
        let legacy: Set<StorefrontService>
        var lines: [String] = []
        var accounts: [Customer] = []
        var orders: [Customer] = []
        var fulfillments: [Order] = []
        /// Accounts' view: status of an order, by customer and guid.
        var counts: [String: [String: String]] = [:]
        var events: [(due: Duration, event: Event)] = []
        /// Events for which this is true never arrive.
        var loses: @Sendable (Event) -> Bool = { _ in false }
        var nextID = 1

        init(lag: Duration, legacy: Set<StorefrontService>) {
            self.lag = lag
            self.legacy = legacy
        }

        mutating func makeID(_ prefix: String) -> String {
            defer { nextID += 1 }
            return "\(prefix)\(nextID)"
        }

        mutating func publish(_ event: Event, at time: Duration) {
            events.append((time + lag, event))
        }

        mutating func deliverEvents(until time: Duration) {
            let due = events.filter { $0.due <= time }
            events.removeAll { $0.due <= time }
            for (due, event) in due where !loses(event) { deliver(event, at: due) }
        }

        private mutating func deliver(_ event: Event, at time: Duration) {
            switch event {
            case .customer(let customer):
                if let index = orders.firstIndex(where: { $0.id == customer.id }) {
                    orders[index].firstName = customer.firstName
                } else {
                    orders.append(customer)
                }
            case .deletion(let id): orders.removeAll { $0.id == id }
            case .request(let order): fulfillments.append(order)
            case .status(let step, let guid):
                for customer in orders.indices {
                    for order in (orders[customer].orders ?? []).indices
                    where orders[customer].orders?[order].guid == guid {
                        orders[customer].orders?[order].history.append(step)
                        counts[orders[customer].id, default: [:]][guid] = step.status
                    }
                }
            case .count(let customer, let order, let status): counts[customer, default: [:]][order] = status
            }
        }
    }
}
