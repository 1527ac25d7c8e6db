import HTTP
import ServiceHost
import Web

/// The sample calls of accounts.
struct SampleCustomerRoutes: Sendable {
    let samples: SampleRoutes
    let seed: SeedCustomers
    let reset: ResetAccounts

    var routes: [Route] {
        samples.routes("/customers/sample", summary: "Replace the sample customers") { _ in
            try seed()
            return .text(.created, "Sample customer accounts created")
        }
            + samples.routes("/sample/reset", summary: "Remove all customers", hasGetAlias: false) { _ in
                try reset()
                return .text(.ok, "All customer accounts removed")
            }
    }
}
