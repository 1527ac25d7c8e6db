package import CommandLineOptions

/// What the command line of `storefront-verify` asks for.
package struct VerifyOptions: Sendable, Equatable {
    let addresses: FleetAddresses
    /// The databases are read, not the services asked; with the server's URI.
    package var mongoURI: String?
    /// Brokers, "host:port", separated by commas, whose topics are looked at.
    package var kafkaServers: String?
    /// Differences that go away within this time are none.
    var patience = Duration.seconds(2)
    var repairs = false
    var republishes = false
    /// A file for the metrics.
    var metricsFile: String?
    var printsEach = false
    var printsJSON = false

    package static let command = Command(
        "storefront-verify",
        abstract: "Compares what accounts, orders and fulfillment hold of every customer and order.",
        discussion: """
            It asks each service for ids, versions and digests at /actuator/aggregates, which must be
            exposed there, and names what differs, where, and by how much. What is still on its way is
            waited for (--wait).

            A copy that somebody edited where it lies is told as local-edit. What a service holds of an
            order or customer that its owner does not know (extra) and what is shipped already cannot be
            repaired.

            Exit code 0: all agree. 1: something differs. 2: a service, database or broker cannot be
            reached, or what it says cannot be compared. 64: a mistake on the command line.
            """,
        options: FleetAddresses.options + [
            .flag("--direct", help: "Read the databases instead of asking the services; with --mongodb."),
            .value("--mongodb", "URI", help: "The databases' server, as mongodb://localhost:27017/?replicaSet=rs0."),
            .value(
                "--kafka", "SERVERS", help: "Brokers, as localhost:9092: tell also what topics and dead letters hold."),
            .value("--wait", "SECONDS", help: "How long to wait until all agree (default: 2; 0 looks once)."),
            .flag("--repair", help: "Publish again what differs, and look again."),
            .flag("--republish", help: "First publish everything again, in all three services."),
            .value(
                "--metrics", "FILE",
                help: "Write what was found in Prometheus' text format, for a collector of text files (NAME.prom)."),
            .flag("--each", help: "Print a line for each customer, not only for differences."),
            .flag("--json", help: "Print one JSON document instead of lines."),
        ])

    init(addresses: FleetAddresses) {
        self.addresses = addresses
    }

    package init(_ arguments: Arguments) throws(UsageMistake) {
        addresses = try FleetAddresses(arguments)
        mongoURI = arguments.value("--mongodb")
        kafkaServers = arguments.value("--kafka")
        guard arguments.has("--direct") == (mongoURI != nil) else {
            throw UsageMistake("--direct and --mongodb go together")
        }
        if let text = arguments.value("--wait") {
            patience = try arguments.seconds(text, option: "--wait", in: 0...86_400)
        }
        repairs = arguments.has("--repair")
        republishes = arguments.has("--republish")
        metricsFile = arguments.value("--metrics")
        printsEach = arguments.has("--each")
        printsJSON = arguments.has("--json")
        guard !(printsEach && printsJSON) else { throw UsageMistake("--each prints lines, so it goes without --json") }
    }
}
