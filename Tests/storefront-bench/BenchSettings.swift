import CommandLineOptions
import Foundation
import TestSupport

/// What is measured, and how long.
struct BenchSettings: Sendable {
    enum Figure: String, CaseIterable, Sendable {
        case idle, rate, catchUp = "catch-up"
    }

    var figures: [Figure]
    var rounds: Int
    /// Events that a consumer has to catch up with.
    var backlog: Int
    var isWithSpring: Bool
    /// Where the binaries of the services and of the bare loop are.
    var binaries: URL

    static let command = Command(
        "storefront-bench",
        abstract: "Measures the event backbone on Apache Kafka, beside what it costs at least and the Spring peer.",
        subcommands: [
            Command(
                "events",
                abstract: "From a change of a customer in accounts to the first GET in orders that shows it.",
                discussion: """
                    Needs MONGOD, KAFKA_HOME, and release builds of the services and of storefront-bare-loop.
                    SPRING_PEER, a folder with peer-spring.jar, and Java 17 for the Spring peer.
                    Exit code 0: the targets are held. 1: one is missed. 2: it could not be measured.
                    """,
                options: [
                    .value(
                        "--figures", "LIST",
                        help: "Of \(Figure.allCases.map(\.rawValue).joined(separator: ", ")); default: all."),
                    .value("--rounds", "N", help: "The best of so many counts; default 3."),
                    .value("--backlog", "EVENTS", help: "What orders has to catch up with; default 200000."),
                    .flag("--without-spring", help: "Only the fleet and the bare loop."),
                    .value("--binaries", "FOLDER", help: "Default: beside this one."),
                ])
        ])

    init(_ arguments: Arguments) throws {
        func number(_ option: String, _ standard: Int, _ range: ClosedRange<Int>) throws -> Int {
            guard let text = arguments.value(option) else { return standard }
            guard let value = Int(text), range.contains(value) else {
                throw ProcessError("\(option) \(text): a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        figures =
            try arguments.value("--figures").map { list in
                try list.split(separator: ",").map { name in
                    guard let figure = Figure(rawValue: String(name)) else {
                        throw ProcessError("--figures: there is no \(name)")
                    }
                    return figure
                }
            } ?? Figure.allCases
        rounds = try number("--rounds", 3, 1...20)
        backlog = try number("--backlog", 200_000, 1_000...2_000_000)
        isWithSpring = !arguments.has("--without-spring")
        binaries =
            arguments.value("--binaries").map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }
}
