import HTTPClient
import TestSupport

/// What a client does with orders: places them and leads them through their life, sometimes by a hold, to some end.
struct OrderLoad {
    let worker: LoadWorker

    /// False when orders does not know the customer yet.
    func place(_ customer: CustomerRecord) -> Bool {
        let body = """
            {"orderItems":[{"product":{"guid":"b5efd4a0-4eb9-4ad0-bc9e-2f5542cbe897","title":"Blue Widget",\
            "description":"A widget","price":1.99},"quantity":2}]}
            """
        let outcome = worker.writer.send("POST", "/customers/\(customer.id)/orders", to: .orders, body: body)
        if case .refused(let answer) = outcome, answer.status == 404 { return false }
        guard let answer = worker.acknowledged(outcome) else { return true }
        guard let guid = answer.lastOfLocation else {
            worker.ledger.report(anomaly: "an order was placed without Location")
            return true
        }
        worker.ledger.acknowledge(customer.id) {
            $0.orders.append(OrderRecord(guid: guid, steps: [RecordedStep(status: "CREATED", note: nil)]))
        }
        return true
    }

    /// False when fulfillment does not have the order yet.
    func step(_ customer: CustomerRecord, _ index: Int, _ write: Int, _ random: inout SeededGenerator) -> Bool {
        let order = customer.orders[index]
        let note = "w\(worker.number)-\(write)"
        let (step, target) = next(order, &random)
        if step == "fulfill" {
            worker.perform(customer, { $0.orders[index].isSent = true }) {
                worker.writer.send("POST", "/orders/\(order.guid)/fulfill", to: .orders)
            }
            return true
        }
        let path: String
        if order.isSent {
            guard let id = order.fulfillmentID ?? worker.finder.id(ofOrder: order.guid) else { return false }
            worker.ledger.learn(customer.id, order: index, fulfillmentID: id)
            path = "/fulfillments/\(id)/\(step)"
        } else {
            path = "/orders/\(order.guid)/\(step)"
        }
        let method = step == "ship" ? #","shippingMethod":"Drone""# : ""
        let taken = RecordedStep(status: target, note: note)
        worker.perform(customer, { $0.orders[index].steps.append(taken) }) {
            worker.writer.send(
                "POST", path, to: order.isSent ? .fulfillment : .orders, body: #"{"note":"\#(note)"\#(method)}"#)
        }
        return true
    }

    /// Mostly straight on.
    private func next(_ order: OrderRecord, _ random: inout SeededGenerator) -> (step: String, target: String) {
        let luck = Double.random(in: 0..<1, using: &random)
        switch order.status {
        case "ON_HOLD": return luck < 0.9 ? ("resume", order.statusBeforeHold ?? "") : ("cancel", "CANCELLED")
        case "SHIPPED": return ("in-transit", "IN_TRANSIT")
        case "IN_TRANSIT": return luck < 0.85 ? ("receive", "RECEIVED") : ("return", "RETURNED")
        case _ where luck < 0.06: return ("hold", "ON_HOLD")
        case _ where luck < 0.09: return ("cancel", "CANCELLED")
        case "CREATED": return luck < 0.12 ? ("reject", "REJECTED") : ("approve", "APPROVED")
        case "APPROVED": return order.isSent ? ("process", "PROCESSING") : ("fulfill", "")
        default: return ("ship", "SHIPPED")
        }
    }
}
