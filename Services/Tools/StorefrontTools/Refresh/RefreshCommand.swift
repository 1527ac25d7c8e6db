import CommandLineOptions
import HTTPClient
import JSON

/// The command `refresh`.
public enum RefreshCommand {
    /// Reads the process's arguments, does what they say and prints it. Ends the process with exit code 64 when they are wrong.
    /// - Returns: the exit code.
    public static func main() -> Int32 {
        do throws(UsageMistake) {
            let options = try RefreshOptions(RefreshOptions.command.parseOrExit())
            return run(options, transport: HTTPClient(), clock: SystemClock(), console: .standard)
        } catch {
            RefreshOptions.command.exitWithMisuse(error.message)
        }
    }

    static func run(
        _ options: RefreshOptions, transport: any HTTPTransport, clock: any WaitingClock, console: Console
    ) -> Int32 {
        let client = FleetClient(addresses: options.addresses, transport: transport, clock: clock)
        let report = Refresh(options: options, client: client, console: console).run()
        if options.printsJSON {
            console.print(String(decoding: report.jsonBytes(pretty: true), as: UTF8.self))
        } else {
            report.lines.forEach(console.print)
        }
        for problem in report.problems { console.note("refresh: \(problem)") }
        return report.isConsistent ? ExitCode.success : ExitCode.failure
    }
}
