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
        options: FleetAddresses.options + [
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
        addresses = try FleetAddresses(arguments)
        if let text = arguments.value("--timeout") {
            timeout = try arguments.seconds(text, option: "--timeout", in: 0.1...3_600)
        }
        if let text = arguments.value("--pause") {
            pause = try arguments.seconds(text, option: "--pause", in: 0...600)
        }
        resets = arguments.has("--reset")
        printsJSON = arguments.has("--json")
    }
}
