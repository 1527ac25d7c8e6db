import CommandLineOptions

extension FleetAddresses {
    /// The options that say where the fleet is, the same for all tools.
    static let options: [Option] = [
        .value("--gateway", "URL", help: "The gateway before all three services (default: http://localhost:8080)."),
        .value(
            "--accounts", "URL",
            help: "accounts without a gateway, as http://localhost:8085; with --orders and --fulfillment."),
        .value("--orders", "URL", help: "orders, as http://localhost:8090."),
        .value("--fulfillment", "URL", help: "fulfillment, as http://localhost:8095."),
    ]

    init(_ arguments: Arguments) throws(UsageMistake) {
        let gateway = arguments.value("--gateway")
        let services = StorefrontService.allCases.map { arguments.value("--\($0.rawValue)") }
        if services.allSatisfy({ $0 == nil }) {
            self = try FleetAddresses(gateway: gateway ?? "http://localhost:8080")
            return
        }
        guard gateway == nil, let accounts = services[0], let orders = services[1], let fulfillment = services[2] else {
            throw UsageMistake("give either --gateway or all three of --accounts, --orders and --fulfillment")
        }
        self = try FleetAddresses(accounts: accounts, orders: orders, fulfillment: fulfillment)
    }
}

extension Arguments {
    /// A length of time as it is given in seconds.
    func seconds(
        _ text: String, option: String, in range: ClosedRange<Double>
    ) throws(UsageMistake) -> Duration {
        guard let seconds = Double(text), range.contains(seconds) else {
            throw UsageMistake(
                "\(option) takes seconds from \(range.lowerBound.shortest) to \(range.upperBound.shortest), not \(text.debugDescription)"
            )
        }
        return .seconds(seconds)
    }
}

extension Double {
    /// "0", "0.1", "3600"
    fileprivate var shortest: String {
        self == rounded() ? "\(Int(self))" : "\(self)"
    }
}
