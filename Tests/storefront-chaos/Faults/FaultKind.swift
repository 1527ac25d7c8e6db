import TestSupport

/// What can be done to the fleet.
enum FaultKind: String, CaseIterable, Sendable {
    case killService = "kill-service"
    case freezeService = "freeze-service"
    case killMongo = "kill-mongod"
    case freezeMongo = "freeze-mongod"
    /// Frozen in short pulses.
    case slowMongo = "slow-mongod"
    case killBroker = "kill-broker"
    case freezeBroker = "freeze-broker"
    case cutBroker = "cut-broker"
    case refuseBroker = "refuse-broker"
    /// Records that can never be applied.
    case poison
    /// Records of a topic once more, also out of order within a key.
    case duplicates
    /// A member of a service's group comes and goes.
    case rebalance

    func isPossible(on broker: ChaosSettings.BrokerKind) -> Bool {
        switch self {
        // The embedded broker keeps nothing over its death.
        case .killBroker: broker != .embedded
        // By the relay, which a cluster does not have.
        case .cutBroker, .refuseBroker: broker != .kafka3
        default: true
        }
    }
}
