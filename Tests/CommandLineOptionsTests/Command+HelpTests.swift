import CommandLineOptions
import Testing

@Suite struct CommandHelpTests {
    @Test func `help tells everything in 80 columns`() {
        #expect(
            Command.seeding.help == """
                Fills the three services with sample data and waits until all of them agree
                about it, which may take a while.

                Needs a running fleet:
                    scripts/up

                USAGE: seeding [--timeout SECONDS] [--json] [--an-option-with-a-long-name TEXT]
                       TOPIC [FILE]...

                OPTIONS:
                  --timeout SECONDS       How long to wait for each step.
                  --json                  Print JSON.
                  --an-option-with-a-long-name TEXT
                                          An explanation that is too long for one line and goes
                                          on in the next.
                  --version               Print the version.
                  -h, --help              Print this help.
                """)
    }

    @Test func `help of a command names its sub-commands, that of a sub-command its way`() {
        #expect(
            Command.letters.help == """
                Dead letters.

                USAGE: letters [--verbose] COMMAND

                COMMANDS:
                  list                    List them.
                  show                    Show one.
                  group                   Groups.

                OPTIONS:
                  --verbose               Say more.
                  --version               Print the version.
                  -h, --help              Print this help.

                'letters COMMAND --help' tells about one command.
                """)
        #expect(
            Command.letters.outcome(["group", "reset", "--help"]) == """
                print: Reset one.

                USAGE: letters group reset [--verbose] NAME

                OPTIONS:
                  --verbose               Say more.
                  --version               Print the version.
                  -h, --help              Print this help.
                """)
    }
}
