import HTTP
import ServiceHost
import Web

/// The sample calls of fulfillment: each makes one step with everything in the state before it.
struct SampleFulfillmentRoutes: Sendable {
    let samples: SampleRoutes
    let advance: AdvanceFulfillments
    let reset: ResetFulfillments

    var routes: [Route] {
        step("process", "Processing") { .process }
            + step("ship", "Shipped") { .ship(ShippingMethod.allCases.randomElement() ?? .usps) }
            + step("in-transit", "In Transit") { .moveInTransit }
            + step("receive", "Received") { .receive }
            + samples.routes("/sample/reset", summary: "Remove all fulfillments", hasGetAlias: false) { _ in
                try reset()
                return .text(.ok, "All fulfillments removed")
            }
    }

    private func step(_ path: String, _ state: String, _ step: @escaping @Sendable () -> FulfillmentStep) -> [Route] {
        samples.routes("/fulfillments/sample/\(path)", summary: "Change the status to '\(state)'") { _ in
            try advance(step)
            return .text(.ok, "Order status changed to '\(state)'")
        }
    }
}
