import CommandLineOptions
import Glibc
import Testing

@Suite struct CommandExitTests {
    @Test func `help and version go to standard output and end well`() async throws {
        let help = try await #require(processExitsWith: .exitCode(0), observing: [\.standardOutputContent]) {
            _ = Command.letters.parseOrExit(["--help"])
        }
        #expect(String(decoding: help.standardOutputContent, as: UTF8.self).hasSuffix(Command.letters.help + "\n"))
    }

    @Test func `misuse goes to standard error and ends with exit code 64`() async throws {
        let misuse = try await #require(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
            _ = Command.letters.parseOrExit(["--bogus"])
        }
        #expect(
            String(decoding: misuse.standardErrorContent, as: UTF8.self)
                == Command.letters.outcome(["--bogus"]).dropFirst("misuse: ".count) + "\n")
        let value = try await #require(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
            Command.letters.exitWithMisuse("'--verbose' is not enough")
        }
        #expect(
            String(decoding: value.standardErrorContent, as: UTF8.self)
                == "Error: '--verbose' is not enough\nUsage: letters [--verbose] COMMAND\n'letters --help' tells more.\n"
        )
    }

    @Test func `what is understood is returned`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            if Command.letters.parseOrExit(["list", "--topic", "seven"]).value("--topic") == "seven" { exit(7) }
        }
    }

    @Test func `to ask for an option that is not declared is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            if case .run(let arguments) = Command.letters.parse(["list"]) { _ = arguments.has("--jsno") }
        }
    }
}
