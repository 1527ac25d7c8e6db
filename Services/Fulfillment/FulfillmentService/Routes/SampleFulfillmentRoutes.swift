import HTTP
import ServiceHost
import StorefrontContracts
import Web

/// The sample calls of fulfillment: each makes one step with everything in the state before it.
struct SampleFulfillmentRoutes: Sendable {
    let samples: SampleRoutes
    let advance: AdvanceFulfillments
    let reset: ResetFulfillments

    var routes: [Route] {
        step(.process, "Processing") + step(.ship, "Shipped") + step(.moveInTransit, "In Transit")
            + step(.receive, "Received")
            + samples.routes("/sample/reset", summary: "Remove all fulfillments", hasGetAlias: false) { _ in
                try reset()
                return .text(.ok, "All fulfillments removed")
            }
    }

    private func step(_ step: OrderStep, _ state: String) -> [Route] {
        samples.routes("/fulfillments/sample/\(step.rawValue)", summary: "Change the status to '\(state)'") { _ in
            _ = try advance(step, method: { ShippingMethod.allCases.randomElement() })
            return .text(.ok, "Order status changed to '\(state)'")
        }
    }
}
