import CommandLineOptions
import HTTPClient
import JSON

/// The command `storefront-verify`.
package enum VerifyCommand {
    /// Reads the process's arguments, does what they say and prints it. Ends the process with exit code 64 when they are wrong.
    ///
    /// - Parameters:
    ///   - direct: makes a reader of the databases at a server's URI.
    ///   - topics: makes what looks at a broker's topics.
    /// - Returns: the exit code.
    package static func main(
        direct: (String) throws(ToolFailure) -> any AggregateReader,
        topics: (String) throws(ToolFailure) -> any TopicLook
    ) -> Int32 {
        do throws(UsageMistake) {
            let options = try VerifyOptions(VerifyOptions.command.parseOrExit())
            let client = FleetClient(addresses: options.addresses, transport: HTTPClient(), clock: SystemClock())
            do throws(ToolFailure) {
                // `map` of an optional does not pass on which error is thrown.
                var reader: (any AggregateReader)?
                if let uri = options.mongoURI { reader = try direct(uri) }
                var look: (any TopicLook)?
                if let servers = options.kafkaServers { look = try topics(servers) }
                return run(options, client: client, direct: reader, topics: look, console: .standard)
            } catch {
                for sentence in error.sentences { StandardStream.error.print("storefront-verify: \(sentence)") }
                return 2
            }
        } catch {
            VerifyOptions.command.exitWithMisuse(error.message)
        }
    }

    static func run(
        _ options: VerifyOptions, client: FleetClient, direct: (any AggregateReader)? = nil,
        topics: (any TopicLook)? = nil, console: Console
    ) -> Int32 {
        var report = Verify(options: options, client: client, direct: direct, topics: topics, console: console).run()
        if let file = options.metricsFile {
            do throws(ToolFailure) {
                try report.writeMetrics(to: file)
            } catch {
                report.failures += error.sentences
            }
        }
        if options.printsJSON {
            console.print(String(decoding: report.jsonBytes(pretty: true), as: UTF8.self))
        } else {
            report.lines.forEach(console.print)
        }
        for failure in report.failures { console.note("storefront-verify: \(failure)") }
        return report.exitCode
    }
}
