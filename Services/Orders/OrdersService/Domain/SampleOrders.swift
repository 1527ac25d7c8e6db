import StorefrontContracts

/// The five orders that the sample call gives to a customer: fixed histories, random items.
struct SampleOrders: Sendable {
    let newGuid: @Sendable () -> String

    func make(at now: Int64, using random: inout some RandomNumberGenerator) -> [Order] {
        Self.histories.map { steps in
            // A millisecond between the steps, so that they can be told apart by time too.
            let events = steps.enumerated().map { index, step in
                OrderStatusEvent(
                    timestamp: now - Int64(steps.count - 1 - index), orderStatusType: step.status, note: step.note)
            }
            let items = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                OrderItem(
                    product: Self.products[Int.random(in: Self.products.indices, using: &random)],
                    quantity: Int32.random(in: 1...5, using: &random))
            }
            return Order(new: newGuid(), steps: events, items: items)
        }
    }

    private typealias Step = (status: OrderStatusType, note: String?)

    private static let histories: [[Step]] = [
        [(.created, nil), (.rejected, "Primary credit card expired")],
        [
            (.created, nil), (.approved, nil), (.processing, nil), (.shipped, nil), (.inTransit, nil), (.received, nil),
        ],
        [
            (.created, nil), (.approved, nil), (.processing, nil), (.onHold, "Items out of stock"),
            (.cancelled, "Ordered alternative items"),
        ],
        [
            (.created, nil), (.approved, nil), (.processing, nil), (.shipped, nil), (.inTransit, nil), (.received, nil),
            (.returned, "Items damaged during shipping"),
        ],
        [(.created, nil), (.approved, nil)],
    ]

    static let products = [
        product("b5efd4a0-4eb9-4ad0-bc9e-2f5542cbe897", "Blue Widget", "Brilliant Blue Widget", 199),
        product("d01fde07-7c24-49c5-a5f1-bc2ce1f14c48", "Red Widget", "Reliable Red Widget", 399),
        product("a9d5a5c7-4245-4b4e-b1c3-1d3968f36b2d", "Yellow Widget", "Amazing Yellow Widget", 599),
        product("4efe33a1-722d-48c8-af8e-7879edcad2fa", "Purple Widget", "Pretty Purple Widget", 799),
        product("f3b9bdce-10d8-4c22-9861-27149879b3c1", "Orange Widget", "Opulent Orange Widget", 999),
        product("7f3c9c22-3c0a-47a5-9a92-2bd2e23f6e37", "Green Widget", "Gorgeous Green Widget", 1199),
        product("b506b962-fcfa-4ad6-a955-8859797edf16", "Black Widget", "Beautiful Black Widget", 1399),
        product("c8810c1d-b0ea-486b-acfa-7724bb70f5e6", "White Widget", "Wonderful White Widget", 1599),
    ]

    private static func product(_ guid: String, _ title: String, _ description: String, _ cents: Int64) -> Product {
        Product(guid: guid, title: title, description: description, price: Money(cents: cents))
    }
}
