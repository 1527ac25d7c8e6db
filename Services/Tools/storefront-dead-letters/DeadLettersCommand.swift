import CommandLineOptions
import StorefrontTools
import StructuredLogging

/// The command `storefront-dead-letters`.
enum DeadLettersCommand {
    /// Reads the process's arguments, does what they say and prints it. Ends the process with exit code 64 when they are
    /// wrong.
    /// - Returns: the exit code.
    static func main() -> Int32 {
        LoggingSystem.process.configure(
            service: "storefront-dead-letters", format: .forStandardError, rootLevel: .error)
        let now = UTCTimestamp.now().milliseconds
        do throws(UsageMistake) {
            let options = try DeadLettersOptions(DeadLettersOptions.command.parseOrExit(), now: now)
            return run(options, console: .standard, confirm: askOnTerminal)
        } catch {
            DeadLettersOptions.command.exitWithMisuse(error.message)
        }
    }

    /// - Parameter confirm: asks its question and says whether the answer was yes.
    static func run(
        _ options: DeadLettersOptions, console: Console, confirm: (String) -> Bool
    ) -> Int32 {
        do {
            let store = try DeadLetterStore(bootstrapServers: options.kafka)
            defer { store.close() }
            let output = Output(console: console, printsJSON: options.printsJSON)
            switch options.action {
            case .list(let filter, let includingHandled):
                output.show(try store.letters(in: .matching(filter)), includingHandled: includingHandled)
                return ExitCode.success
            case .show(let place, let bytes):
                guard let found = try store.letter(at: place) else {
                    return output.fail("there is no dead letter at \(place)")
                }
                output.show(found.letter, found.record, bytes: bytes)
                return ExitCode.success
            case .redrive(let selection, let again):
                let report = try Redrive(store: store, selection: selection, again: again).run()
                return output.finish(report)
            case .discard(let selection, let withoutAsking):
                let discard = try Discard(store: store, selection: selection)
                if discard.count > 0, !withoutAsking, !confirm(discard.question) {
                    return output.fail("nothing was discarded")
                }
                return output.finish(try discard.run())
            }
        } catch {
            console.note("storefront-dead-letters: \(TerminalText.line("\(error)"))")
            return ExitCode.failure
        }
    }

    private static func askOnTerminal(_ question: String) -> Bool {
        StandardStream.error.print("\(question) Type yes to go on:")
        return readLine()?.lowercased() == "yes"
    }
}
