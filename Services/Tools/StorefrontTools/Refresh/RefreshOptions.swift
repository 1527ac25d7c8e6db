import CommandLineOptions

/// What the command line asks for.
struct RefreshOptions: Sendable, Equatable {
    let addresses: FleetAddresses
    /// For one call with its retries, and for one state.
    var timeout: Duration = .seconds(30)
    /// Wait this long after each call, instead of for its effect.
    var pause: Duration?
    var resets = false
    var printsJSON = false

    static let command = Command(
        "refresh",
        abstract: "Fills the storefront with sample data by seven calls, and checks that the three services agree.",
        discussion: """
            After each call it waits until the state that the next one needs is visible.
            Customers of an earlier run are replaced, others stay. It ends with a table for
            each service and the history of each order that was sent to fulfillment.

            Exit code 0: the three services agree on this run's customers and orders.
            1: they do not, or a service is away. 64: a mistake on the command line.
            """,
        options: [
            .value("--gateway", "URL", help: "The gateway before all three services (default: http://localhost:8080)."),
            .value(
                "--accounts", "URL",
                help: "accounts without a gateway, as http://localhost:8085; with --orders and --fulfillment."),
            .value("--orders", "URL", help: "orders, as http://localhost:8090."),
            .value("--fulfillment", "URL", help: "fulfillment, as http://localhost:8095."),
            .value(
                "--timeout", "SECONDS",
                help: "For each call with its retries, and for each state that is waited for (default: 30)."),
            .value("--pause", "SECONDS", help: "Pause after each call instead of waiting for its effect."),
            .flag("--reset", help: "First remove all documents of the three services."),
            .flag("--json", help: "Print one JSON document instead of lines and tables."),
        ])

    init(addresses: FleetAddresses) {
        self.addresses = addresses
    }

    init(_ arguments: Arguments) throws(UsageMistake) {
        addresses = try Self.addresses(arguments)
        if let text = arguments.value("--timeout") {
            timeout = try Self.seconds(text, option: "--timeout", in: 0.1...3_600)
        }
        if let text = arguments.value("--pause") {
            pause = try Self.seconds(text, option: "--pause", in: 0...600)
        }
        resets = arguments.has("--reset")
        printsJSON = arguments.has("--json")
    }

    private static func addresses(_ arguments: Arguments) throws(UsageMistake) -> FleetAddresses {
        let gateway = arguments.value("--gateway")
        let services = StorefrontService.allCases.map { arguments.value("--\($0.rawValue)") }
        if services.allSatisfy({ $0 == nil }) {
            return try FleetAddresses(gateway: gateway ?? "http://localhost:8080")
        }
        guard gateway == nil, let accounts = services[0], let orders = services[1], let fulfillment = services[2] else {
            throw UsageMistake("give either --gateway or all three of --accounts, --orders and --fulfillment")
        }
        return try FleetAddresses(accounts: accounts, orders: orders, fulfillment: fulfillment)
    }

    private static func seconds(
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
