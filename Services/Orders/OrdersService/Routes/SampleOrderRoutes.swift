import HTTP
import ServiceHost
import Web

/// The sample calls of orders.
struct SampleOrderRoutes: Sendable {
    let samples: SampleRoutes
    let seed: SeedOrders
    let request: RequestFulfillment
    let reset: ResetOrders

    var routes: [Route] {
        samples.routes("/customers/sample/orders", summary: "Give orders to each customer that has none") { _ in
            try seed()
            return .text(.ok, "Sample orders added to customer orders")
        }
            + samples.routes("/customers/sample/fulfill", summary: "Send approved orders to fulfillment") { _ in
                try request()
                    ? .text(.ok, "All 'Approved' orders sent for fulfillment")
                    : .text(.notFound, "No 'Approved' orders found")
            }
            + samples.routes("/sample/reset", summary: "Remove all customers and orders", hasGetAlias: false) { _ in
                try reset()
                return .text(.ok, "All customer orders removed")
            }
    }
}
