import CommandLineOptions
import HTTPClient
import JSON

/// The command `refresh`.
public enum RefreshCommand {
    /// Reads the process's arguments, does what they say and prints it.
    /// - Returns: the exit code.
    public static func main() -> Int32 {
        let arguments = RefreshOptions.command.parseOrExit()
        return run(arguments, transport: HTTPClient(), clock: SystemClock(), console: .standard)
    }

    static func run(
        _ arguments: Arguments, transport: any HTTPTransport, clock: any WaitingClock, console: Console
    ) -> Int32 {
        let options: RefreshOptions
        do throws(UsageMistake) {
            options = try RefreshOptions(arguments)
        } catch {
            console.note("refresh: \(error.message)")
            console.note("`refresh --help` shows the options")
            return ExitCode.usage
        }
        return run(options, transport: transport, clock: clock, console: console)
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
