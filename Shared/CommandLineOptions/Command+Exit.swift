import Glibc

extension Command {
    /// Reads the command line of this process, or the given arguments. Help and version go to standard output (exit code 0), misuse to standard
    /// error (exit code 64).
    public func parseOrExit(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> Arguments {
        switch parse(arguments) {
        case .run(let arguments):
            return arguments
        case .print(let text):
            StandardStream.output.print(text)
            exit(ExitCode.success)
        case .misuse(let text):
            exitForMisuse(text)
        }
    }

    /// Ends the process with exit code 64, for a value that only the program can check: says what is wrong and how the
    /// command is used.
    public func exitWithMisuse(_ message: String) -> Never {
        exitForMisuse(Help(path: [self]).misuse(message))
    }

    private func exitForMisuse(_ text: String) -> Never {
        StandardStream.error.print(text)
        exit(ExitCode.usage)
    }
}
