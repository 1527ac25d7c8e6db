import HTTPClient
import TestSupport

/// One client: has a handful of customers of its own, and writes one thing after the other.
struct LoadWorker: Sendable {
    let number: Int
    let seed: UInt64
    let writer: WriteClient
    let ledger: Ledger
    let finder: FulfillmentFinder
    let pace: Pace

    private static let customersAtOnce = 5
    private static let ordersPerCustomer = 3

    func run(until end: ContinuousClock.Instant) {
        var random = SeededGenerator(seed: seed, stream: UInt64(number) + 1)
        var mine: [String] = []
        var write = 0
        while pace.wait(until: end) {
            write += 1
            if mine.count < Self.customersAtOnce {
                if let id = create(write) { mine.append(id) }
                continue
            }
            let index = Int.random(in: mine.indices, using: &random)
            guard let customer = ledger.customer(mine[index]) else { continue }
            if isDone(customer), random.chance(0.5) {
                if random.chance(0.2) { delete(customer) }
                mine.remove(at: index)
            } else {
                change(customer, write, &random)
            }
        }
    }

    /// Its orders are all at their end: nothing that a deletion could stand in the way of.
    private func isDone(_ customer: CustomerRecord) -> Bool {
        customer.orders.count == Self.ordersPerCustomer && customer.orders.allSatisfy(\.isFinished)
    }

    private func change(_ customer: CustomerRecord, _ write: Int, _ random: inout SeededGenerator) {
        let open = customer.orders.indices.filter { !customer.orders[$0].isFinished }
        if let order = open.randomElement(using: &random), random.chance(0.7) {
            if OrderLoad(worker: self).step(customer, order, write, &random) { return }
        } else if customer.orders.count < Self.ordersPerCustomer, random.chance(0.6) {
            if OrderLoad(worker: self).place(customer) { return }
        }
        if random.chance(0.5) { put(customer, write) } else { patch(customer, write, &random) }
    }

    // MARK: Customers

    private func create(_ write: Int) -> String? {
        let state = CustomerState(write: write)
        guard let answer = acknowledged(writer.send("POST", "/customers", to: .accounts, body: state.json)) else {
            return nil
        }
        guard let id = answer.lastOfLocation else {
            ledger.report(anomaly: "POST /customers: \(answer.status) without Location")
            return nil
        }
        ledger.acknowledge(new: CustomerRecord(id: id, state: state))
        return id
    }

    private func put(_ customer: CustomerRecord, _ write: Int) {
        let state = CustomerState(write: write)
        perform(customer, { $0.state = state }) {
            writer.send("PUT", "/customers/\(customer.id)", to: .accounts, body: state.json)
        }
    }

    private func patch(_ customer: CustomerRecord, _ write: Int, _ random: inout SeededGenerator) {
        let new = CustomerState(write: write)
        var state = customer.state
        let body: String
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            state.lastName = new.lastName
            body = #"{"name":{"lastName":"\#(new.lastName)"}}"#
        case 1:
            state.phone = new.phone
            body = #"{"contact":{"primaryPhone":"\#(new.phone)"}}"#
        default:
            state.street = new.street
            body = #"{"addresses":\#(new.addressesJSON)}"#
        }
        perform(customer, { [state] in $0.state = state }) {
            writer.send(
                "PATCH", "/customers/\(customer.id)", to: .accounts, body: body, type: "application/merge-patch+json")
        }
    }

    private func delete(_ customer: CustomerRecord) {
        perform(customer, { $0.isDeleted = true }) {
            writer.send("DELETE", "/customers/\(customer.id)", to: .accounts)
        }
    }

    /// Sends a write whose effect is known beforehand.
    func perform(
        _ customer: CustomerRecord, _ change: (inout CustomerRecord) -> Void, send: () -> WriteClient.Outcome
    ) {
        ledger.intend(customer.id, change)
        if acknowledged(send()) != nil { ledger.acknowledge(customer.id, change) }
    }
}
