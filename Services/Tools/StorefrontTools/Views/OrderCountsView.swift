import JSON

/// `/customers/{id}/order-summary` of accounts: how many orders of the customer have which current status.
struct OrderCountsView: Sendable, Equatable {
    let counts: [String: Int]
}

extension OrderCountsView: JSONReadable {
    init(reading value: JSONValueReader) {
        counts = value.object().required("counts") { value in
            let object = value.object()
            return Dictionary(object.names.map { ($0, object.required($0)) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
