import CommandLineOptions
import Testing

@Suite struct CommandParseTests {
    @Test(arguments: [
        (["t"], "run: <t>"),
        (["--timeout", "5", "t"], "run: --timeout=5 <t>"),
        (["t", "--timeout=5", "--json", "f", "g"], "run: --json --timeout=5 <t> <f> <g>"),
        (["--timeout=", "t"], "run: --timeout= <t>"),
        (["--timeout=a=b", "t"], "run: --timeout=a=b <t>"),
        (["--timeout=--json", "t"], "run: --timeout=--json <t>"),
        (["--timeout", "-5", "t", "-1.5", "-"], "run: --timeout=-5 <t> <-1.5> <->"),
        (["--timeout", "1", "--timeout", "2", "t"], "run: --timeout=2 <t>"),
        (["--", "--json", "--help", "--"], "run: <--json> <--help> <-->"),
        (["", "f"], "run: <> <f>"),
    ])
    func `options and arguments may be mixed, until two dashes`(arguments: [String], outcome: String) {
        #expect(Command.seeding.outcome(arguments) == outcome)
    }

    @Test(arguments: [
        ([], "missing argument 'TOPIC'"),
        (["--json=yes", "t"], "'--json' takes no value"),
        (["t", "--timeout"], "'--timeout' needs a value: --timeout SECONDS, or --timeout=SECONDS"),
        (["--timeout", "--json", "t"], "'--timeout' needs a value: --timeout SECONDS, or --timeout=SECONDS"),
        (["--timout=5"], "unknown option '--timout'; did you mean '--timeout'?"),
        (["--jsno"], "unknown option '--jsno'; did you mean '--json'?"),
        (["--hlep"], "unknown option '--hlep'; did you mean '--help'?"),
        (["--colour"], "unknown option '--colour'"),
        (["-v"], "unknown option '-v'"),
        (["--JSON"], "unknown option '--JSON'"),
    ])
    func `misuse is told with a usage line`(arguments: [String], message: String) {
        #expect(
            Command.seeding.outcome(arguments) == """
                misuse: Error: \(message)
                Usage: seeding [--timeout SECONDS] [--json] [--an-option-with-a-long-name TEXT]
                       TOPIC [FILE]...
                'seeding --help' tells more.
                """)
    }

    @Test(arguments: [
        (["list"], "run: list"),
        (["--verbose", "list", "--topic", "a"], "run: list --verbose --topic=a"),
        (["list", "--verbose"], "run: list --verbose"),
        (["show", "7"], "run: show <7>"),
        (["group", "reset", "x"], "run: group reset <x>"),
    ])
    func `sub-commands have options of their own and those of their parent`(arguments: [String], outcome: String) {
        #expect(Command.letters.outcome(arguments) == outcome)
    }

    @Test(arguments: [
        ([], "a command is needed: list, show, group", "letters [--verbose] COMMAND", "letters"),
        (["lsit"], "unknown command 'lsit'; did you mean 'list'?", "letters [--verbose] COMMAND", "letters"),
        (["--topic", "list"], "unknown option '--topic'", "letters [--verbose] COMMAND", "letters"),
        (["list", "x"], "unexpected argument 'x'", "letters list [--topic NAME] [--verbose]", "letters list"),
        (["show"], "missing argument 'ID'", "letters show [--verbose] ID", "letters show"),
        (["show", "1", "2"], "unexpected argument '2'", "letters show [--verbose] ID", "letters show"),
        (["group"], "a command is needed: reset", "letters group [--verbose] COMMAND", "letters group"),
    ])
    func `misuse of a sub-command is told of it`(arguments: [String], message: String, usage: String, name: String) {
        #expect(
            Command.letters.outcome(arguments)
                == "misuse: Error: \(message)\nUsage: \(usage)\n'\(name) --help' tells more.")
    }

    @Test func `help and version are there for every command, whatever else is wrong behind them`() {
        #expect(Command.seeding.outcome(["--json", "--version", "--bogus"]) == "print: seeding \(version)")
        #expect(Command.letters.outcome(["list", "--version"]) == "print: letters \(version)")
        #expect(Command.seeding.outcome(["-h"]) == "print: \(Command.seeding.help)")
        #expect(Command.letters.outcome(["--help", "--bogus"]) == "print: \(Command.letters.help)")
    }
}
