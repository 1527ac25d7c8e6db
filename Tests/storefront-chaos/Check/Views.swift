import JSON

/// A customer as accounts, or its copy as orders shows it.
struct CustomerView: JSONReadable {
    let state: CustomerState?
    let isDeleted: Bool
    let orders: [OrderView]

    init(reading value: JSONValueReader) {
        let object = value.object()
        state = CustomerState(reading: object)
        isDeleted = object.optional("deleted") ?? false
        orders = object.optional("orders") ?? []
    }
}

struct OrderView: JSONReadable {
    let guid: String
    let steps: [RecordedStep]

    init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid")
        steps = object.required("orderStatusEvents") { events in
            events.array { event in
                let event = event.object()
                return RecordedStep(status: event.required("orderStatusType"), note: event.optional("note"))
            }
        }
    }
}

struct FulfillmentView: JSONReadable {
    let state: CustomerState?
    let order: OrderView

    init(reading value: JSONValueReader) {
        let object = value.object()
        state = CustomerState(reading: object)
        order = object.required("order")
    }
}

/// accounts' summary of a customer's orders: the current status by guid.
struct SummaryView: JSONReadable {
    let statuses: [(guid: String, status: String)]

    init(reading value: JSONValueReader) {
        statuses = value.object().required("orders") { orders in
            orders.array { order in
                let order = order.object()
                return (order.required("guid"), order.required("status"))
            }
        }
    }
}

extension CustomerState {
    /// Name, contact and the one address; nil when there is no name.
    init?(reading object: JSONObjectReader) {
        let name: String? = object.optional("name") { $0.object().required("lastName") }
        guard let name else { return nil }
        let phone: String? = object.optional("contact") { $0.object().required("primaryPhone") }
        let streets: [String] = object.optional("addresses") { $0.array { $0.object().required("address1") } } ?? []
        let street: String? = object.optional("address") { $0.object().required("address1") }
        self.init(lastName: name, phone: phone ?? "", street: street ?? streets.first ?? "")
    }
}
