@testable import StorefrontTools

extension FakeFleet.State {
    mutating func answer(
        _ method: String, _ service: StorefrontService, _ path: String, at time: Duration
    ) -> (Int, String) {
        if path == "/actuator/health/readiness" {
            return legacy.contains(service) ? (404, "") : (200, #"{"status":"UP"}"#)
        }
        if method == "GET" {
            if let document = document(service, path) { return (200, document) }
            if path.hasSuffix("/order-summary"), service == .accounts, !legacy.contains(.accounts) {
                return (200, orderSummary(String(path.split(separator: "/")[1])))
            }
        }
        guard method == (legacy.contains(service) ? "GET" : "POST") else { return (404, "") }
        let now = Int(time.inMilliseconds)
        switch (service, path) {
        case (.accounts, "/customers/sample"):
            createCustomers(at: time)
            return (201, "Sample customer accounts created")
        case (.orders, "/customers/sample/orders"):
            for index in orders.indices where orders[index].orders == nil { addOrders(to: index, at: time) }
            return (200, "Sample orders added to customer orders")
        case (.orders, "/customers/sample/fulfill"):
            return requestFulfillment(at: time)
                ? (200, "All 'Approved' orders sent for fulfillment") : (404, "No 'Approved' orders found")
        case (.fulfillment, "/fulfillments/sample/process"):
            return step("APPROVED", "PROCESSING", "Processing", now, time)
        case (.fulfillment, "/fulfillments/sample/ship"): return step("PROCESSING", "SHIPPED", "Shipped", now, time)
        case (.fulfillment, "/fulfillments/sample/in-transit"):
            return step("SHIPPED", "IN_TRANSIT", "In Transit", now, time)
        case (.fulfillment, "/fulfillments/sample/receive"):
            return step("IN_TRANSIT", "RECEIVED", "Received", now, time)
        case (_, "/sample/reset") where !legacy.contains(service):
            reset(service, at: time)
            return (200, "Reset")
        default: return (404, "")
        }
    }

    private mutating func createCustomers(at time: Duration) {
        for customer in accounts where customer.isSample { publish(.deletion(customer.id), at: time) }
        accounts.removeAll { $0.isSample }
        for name in ["John", "Mary", "Susan"] {
            let customer = FakeFleet.Customer(id: makeID("c"), firstName: name, isSample: true)
            accounts.append(customer)
            publish(.customer(customer), at: time)
        }
    }

    private mutating func addOrders(to index: Int, at time: Duration) {
        let histories = [
            ["CREATED", "REJECTED"], ["CREATED", "APPROVED", "PROCESSING", "SHIPPED", "IN_TRANSIT", "RECEIVED"],
            ["CREATED", "APPROVED", "PROCESSING", "ON_HOLD", "CANCELLED"],
            ["CREATED", "APPROVED", "PROCESSING", "SHIPPED", "IN_TRANSIT", "RECEIVED", "RETURNED"],
            ["CREATED", "APPROVED"],
        ]
        orders[index].orders = histories.map { statuses in
            FakeFleet.Order(
                guid: makeID("o"),
                history: statuses.map { FakeFleet.Step(status: $0, timestamp: Int(time.inMilliseconds)) })
        }
        guard !legacy.contains(.orders) else { return }
        for order in orders[index].orders ?? [] {
            publish(.count(customer: orders[index].id, order: order.guid, status: order.status), at: time)
        }
    }

    private mutating func requestFulfillment(at time: Duration) -> Bool {
        let known = Set(fulfillments.map(\.guid)).union(
            events.compactMap { if case .request(let order) = $0.event { order.guid } else { nil } })
        let pending = orders.flatMap { $0.orders ?? [] }.filter { $0.status == "APPROVED" && !known.contains($0.guid) }
        for order in pending { publish(.request(order), at: time) }
        return !pending.isEmpty
    }

    private mutating func step(_ from: String, _ to: String, _ text: String, _ now: Int, _ time: Duration) -> (
        Int, String
    ) {
        for index in fulfillments.indices where fulfillments[index].status == from {
            let step = FakeFleet.Step(status: to, timestamp: now)
            if legacy.contains(.fulfillment) { fulfillments[index].history = [] }
            fulfillments[index].history.append(step)
            publish(.status(step, order: fulfillments[index].guid), at: time)
        }
        return (200, "Order status changed to '\(text)'")
    }

    private mutating func reset(_ service: StorefrontService, at time: Duration) {
        switch service {
        case .accounts:
            for customer in accounts { publish(.deletion(customer.id), at: time) }
            accounts = []
            counts = [:]
        case .orders: orders = []
        case .fulfillment: fulfillments = []
        }
    }

    private func document(_ service: StorefrontService, _ path: String) -> String? {
        guard path == service.summaryPath else { return nil }
        switch service {
        case .accounts: return #"{"customers":[\#(accounts.map { json($0) }.joined(separator: ","))]}"#
        case .orders: return #"{"customers":[\#(orders.map { json($0) }.joined(separator: ","))]}"#
        case .fulfillment:
            let requests = fulfillments.map { #"{"id":"f-\#($0.guid)","order":\#(json($0)),"shippingMethod":null}"# }
            return #"{"fulfillments":[\#(requests.joined(separator: ","))]}"#
        }
    }

    private func orderSummary(_ customer: String) -> String {
        let statuses = counts[customer, default: [:]].values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return
            #"{"customerId":"\#(customer)","counts":{\#(statuses.map { #""\#($0)":\#($1)"# }.joined(separator: ","))}}"#
    }

    private func json(_ customer: FakeFleet.Customer) -> String {
        let orders = customer.orders.map { orders in "[\(orders.map { json($0) }.joined(separator: ","))]" } ?? "null"
        return #"{"id":"\#(customer.id)","name":{"title":"Ms.","firstName":"\#(customer.firstName)","middleName":null,"#
            + #""lastName":"Doe"},"contact":{"email":"a@b"},"addresses":[{"type":"SHIPPING","city":"Nowhere"}],"#
            + #""orders":\#(orders),"extra":[1,null,true]}"#
    }

    private func json(_ order: FakeFleet.Order) -> String {
        let history = order.history.map {
            #"{"timestamp":\#($0.timestamp),"orderStatusType":"\#($0.status)","note":null}"#
        }
        return #"{"guid":"\#(order.guid)","orderStatusEvents":[\#(history.joined(separator: ","))],"orderItems":[]}"#
    }
}
