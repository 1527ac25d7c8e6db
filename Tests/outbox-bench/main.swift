import CommandLineOptions
import Foundation
import Mongo
import StructuredLogging

LoggingSystem.process.configure(service: "outbox-bench", format: .forStandardError, rootLevel: .error)

let command = Command(
    "outbox-bench",
    abstract: "Measures two ways to commit state and event together: in one document, and in one transaction.",
    discussion: """
        Works in databases of its own, outbox_bench_…, which it drops. Rounds alternate between the designs; a line shows
        the best round, in parentheses the median. The relay has no broker: what is measured is the database's part.
        """,
    options: [
        .value("--mongodb", "URI", help: "The replica set to measure on; nothing else should use it."),
        .value("--seconds", "N", help: "Length of a measurement, 0.2 to 60; default 3."),
        .value("--rounds", "N", help: "1 to 20; default 3."),
        .flag("--list", help: "Only the names of the measurements."),
    ])
let arguments = command.parseOrExit()

func leave(_ code: Int32, _ message: String) -> Never {
    StandardStream.error.print("outbox-bench: \(message)")
    exit(code)
}

func number(_ option: String, _ standard: Double, _ range: ClosedRange<Double>) -> Double {
    guard let text = arguments.value(option) else { return standard }
    guard let number = Double(text), range.contains(number) else {
        leave(ExitCode.usage, "\(option) \(text): a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
}

if arguments.has("--list") {
    for scenario in Scenario.allCases { print(scenario.name) }
    exit(ExitCode.success)
}
guard let uri = arguments.value("--mongodb") else { leave(ExitCode.usage, "--mongodb URI is missing") }
let seconds = number("--seconds", 3, 0.2...60)
let rounds = Int(number("--rounds", 3, 1...20))
do {
    let client = try MongoClient(uri: try MongoURI(uri), poolSize: 20, applicationName: "outbox-bench")
    try Bench(client: client, seconds: seconds, rounds: rounds).run()
} catch {
    leave(ExitCode.failure, "\(error)")
}
