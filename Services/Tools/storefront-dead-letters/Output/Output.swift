import CommandLineOptions
import JSON
import Kafka
import StorefrontTools

/// Prints what was found and done, as lines or as one JSON document.
struct Output {
    let console: Console
    let printsJSON: Bool

    private static let name = "storefront-dead-letters"

    func show(_ letters: [DeadLetter], includingHandled: Bool) {
        let list = ListReport(letters, includingHandled: includingHandled)
        if printsJSON { print(list) } else { list.lines.forEach(console.print) }
    }

    func show(_ letter: DeadLetter, _ record: ConsumerRecord, bytes: Int) {
        let report = ShowReport(letter: letter, record: record, bytes: bytes)
        if printsJSON { print(report) } else { report.lines.forEach(console.print) }
    }

    /// - Returns: the exit code.
    func finish(_ report: ActionReport) -> Int32 {
        if printsJSON { print(report) } else { report.lines.forEach(console.print) }
        for failure in report.failures {
            console.note("\(Self.name): \(failure.place): \(TerminalText.line(failure.reason))")
        }
        return report.failures.isEmpty ? ExitCode.success : ExitCode.failure
    }

    func fail(_ sentence: String) -> Int32 {
        console.note("\(Self.name): \(TerminalText.line(sentence))")
        return ExitCode.failure
    }

    private func print(_ report: some JSONWritable) {
        console.print(String(decoding: report.jsonBytes(pretty: true), as: UTF8.self))
    }
}
