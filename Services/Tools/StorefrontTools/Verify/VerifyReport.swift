import StorefrontContracts

/// What `storefront-verify` found.
struct VerifyReport: Sendable {
    var outcome: Verification.Outcome?
    /// How far each service's events are; in `--direct` of those that answer.
    var movements: [(service: StorefrontService, movement: EventMovement)] = []
    var topics: TopicsReport?
    var republished: Repair.Done?
    var repair: RepairReport?
    /// Why it could not be compared.
    var failures: [String] = []

    struct RepairReport: Sendable {
        /// Differences before.
        let differenceCount: Int
        var done = Repair.Done()
        var hopeless: [Difference] = []
    }

    var isAgreed: Bool { failures.isEmpty && outcome?.isAgreed == true }

    var exitCode: Int32 {
        guard failures.isEmpty, let outcome else { return 2 }
        return outcome.isAgreed ? 0 : 1
    }
}
