import CommandLineOptions
import StorefrontTools

/// What the command line asks for.
struct DeadLettersOptions: Sendable {
    enum Action: Sendable {
        case list(DeadLetterFilter, includingHandled: Bool)
        case show(DeadLetterPlace, bytes: Int)
        case redrive(DeadLetterSelection, again: Bool)
        case discard(DeadLetterSelection, withoutAsking: Bool)
    }

    let kafka: String
    let printsJSON: Bool
    let action: Action

    private static let filters: [Option] = [
        .value("--topic", "NAME", help: "Only of this topic: the source's name, or the dead-letter topic's own."),
        .value("--group", "NAME", help: "Only of this consumer group: accounts, orders, fulfillment."),
        .value("--code", "CODE", help: "Only with this code: not-json, wrong-schema, handler-failed, …"),
        .value("--reason", "TEXT", help: "Only with this text in their reason, in capitals or not."),
        .value(
            "--since", "WHEN",
            help: "Only those that failed since then: 30m, 12h, 7d, 2026-11-25, 2026-11-25T07:00:00Z."),
    ]
    private static let selection = filters + [.flag("--everything", help: "All that are open, without a filter.")]
    private static let place = "TOPIC/PARTITION@OFFSET"

    static let command = Command(
        "storefront-dead-letters",
        abstract: "Lists, shows, sends again and discards records that a service could not apply.",
        discussion: """
            A record that can never be applied is put into <topic>.<group>.dlt with what failed, where and why.
            It stays there: what was done with it is noted in <topic>.<group>.dlt.handled.

            Exit code 0: done. 1: not all of it could be done, or the broker is away. 64: a mistake on the command line.
            """,
        options: [
            .value("--kafka", "SERVERS", help: "host:port, several separated by commas (default: localhost:9092)."),
            .flag("--json", help: "Print one JSON document instead of lines and tables."),
        ],
        subcommands: [
            Command(
                "list", abstract: "Lists the dead letters that are open, and counts them by reason.",
                options: filters + [.flag("--all", help: "Also those that were sent again or discarded.")]),
            Command(
                "show", abstract: "Shows one dead letter with its headers and its value.",
                options: [.value("--bytes", "COUNT", help: "Of the value at most (default: 4096).")],
                arguments: [place]),
            Command(
                "redrive", abstract: "Sends the original records to their topics again.",
                discussion: """
                    Key, value and headers are the original ones. Once the broker has them, the dead letter counts as
                    done. Doing it twice is harmless: consumers know what they have applied.
                    """,
                options: selection + [.flag("--again", help: "Also those that were sent again or discarded already.")],
                arguments: ["[\(place)]..."]),
            Command(
                "discard", abstract: "Marks dead letters as done without sending anything.",
                options: selection + [.flag("--yes", help: "Do not ask.")], arguments: ["[\(place)]..."]),
        ])

    /// `now` in milliseconds since 1970: where `--since 2h` is counted from.
    init(_ arguments: Arguments, now: Int64) throws(UsageMistake) {
        kafka = arguments.value("--kafka") ?? "localhost:9092"
        printsJSON = arguments.has("--json")
        switch arguments.subcommand {
        case "show":
            var bytes = 4_096
            if let text = arguments.value("--bytes") {
                guard let count = Int(text), (0...DeadLetterPlace.maximumValueBytes).contains(count) else {
                    throw UsageMistake("--bytes takes a number from 0 to \(DeadLetterPlace.maximumValueBytes)")
                }
                bytes = count
            }
            action = .show(try DeadLetterPlace(argument: arguments.positional[0]), bytes: bytes)
        case "redrive":
            action = .redrive(try Self.selection(arguments, now: now), again: arguments.has("--again"))
        case "discard":
            action = .discard(try Self.selection(arguments, now: now), withoutAsking: arguments.has("--yes"))
        default:
            action = .list(try DeadLetterFilter(arguments, now: now), includingHandled: arguments.has("--all"))
        }
    }

    private static func selection(_ arguments: Arguments, now: Int64) throws(UsageMistake) -> DeadLetterSelection {
        let filter = try DeadLetterFilter(arguments, now: now)
        var places: Set<DeadLetterPlace> = []
        for text in arguments.positional { places.insert(try DeadLetterPlace(argument: text)) }
        let ways = [!places.isEmpty, !filter.isEmpty, arguments.has("--everything")].filter { $0 }.count
        guard ways == 1 else {
            throw UsageMistake(
                ways == 0
                    ? "name dead letters as \(place), give a filter, or --everything"
                    : "give either dead letters by their place, or filters, or --everything")
        }
        return places.isEmpty ? .matching(filter) : .places(places)
    }
}
