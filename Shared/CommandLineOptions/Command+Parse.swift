extension Command {
    public enum Outcome: Sendable {
        case run(Arguments)
        /// Help or version, for standard output.
        case print(String)
        /// What is wrong and the usage line, for standard error.
        case misuse(String)
    }

    /// Reads the arguments behind the program's name. Pure: prints nothing, exits nowhere.
    ///
    /// `--` ends the options. A value that begins with `--` is given as `--name=--value`; a lone `-` and negative numbers
    /// are arguments.
    public func parse(_ arguments: [String]) -> Outcome {
        var parser = Parser(root: self)
        return parser.parse(arguments[...])
    }

    private struct Parser {
        let root: Command
        /// The command and the sub-commands that were named so far.
        var path: [Command]
        var result: Arguments

        init(root: Command) {
            self.root = root
            path = [root]
            result = Arguments(declared: root.allOptionNames)
        }

        mutating func parse(_ arguments: ArraySlice<String>) -> Outcome {
            var rest = arguments
            var optionsEnded = false
            while let argument = rest.popFirst() {
                if optionsEnded || argument == "-" || !argument.hasPrefix("-") || Parser.isNegativeNumber(argument) {
                    if let misuse = take(argument) { return misuse }
                    continue
                }
                switch argument {
                case "--": optionsEnded = true
                case "-h", "--help": return .print(Help(path: path).text)
                case "--version": return .print("\(root.name) \(version)")
                default:
                    if let misuse = takeOption(argument, &rest) { return misuse }
                }
            }
            return finish()
        }

        /// An argument that is no option: the name of a sub-command, or a positional argument.
        private mutating func take(_ argument: String) -> Outcome? {
            guard let command = path.last, !command.subcommands.isEmpty else {
                result.positional.append(argument)
                return nil
            }
            guard let subcommand = command.subcommands.first(where: { $0.name == argument }) else {
                return misuse(
                    "unknown command '\(argument)'", candidates: command.subcommands.map(\.name), for: argument)
            }
            path.append(subcommand)
            result.subcommand = path.dropFirst().map(\.name).joined(separator: " ")
            return nil
        }

        private mutating func takeOption(_ argument: String, _ rest: inout ArraySlice<String>) -> Outcome? {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            let options = path.flatMap(\.options)
            guard let option = options.first(where: { $0.name == name }) else {
                let candidates = options.map(\.name) + ["--help", "--version"]
                return misuse("unknown option '\(name)'", candidates: candidates, for: name)
            }
            guard let placeholder = option.placeholder else {
                if parts.count > 1 { return misuse("'\(name)' takes no value") }
                result.flags.insert(name)
                return nil
            }
            if parts.count > 1 {
                result.values[name] = parts[1]
            } else if let next = rest.first, !next.hasPrefix("--") {
                result.values[name] = rest.removeFirst()
            } else {
                return misuse("'\(name)' needs a value: \(option.synopsis), or \(name)=\(placeholder)")
            }
            return nil
        }

        private func finish() -> Outcome {
            let command = path[path.count - 1]
            guard command.subcommands.isEmpty else {
                return misuse("a command is needed: \(command.subcommands.map(\.name).joined(separator: ", "))")
            }
            let given = result.positional.count
            let required = command.arguments.filter(\.isRequired)
            if given < required.count { return misuse("missing argument '\(required[given].synopsis)'") }
            if given > command.arguments.count, command.arguments.last?.repeats != true {
                return misuse("unexpected argument '\(result.positional[command.arguments.count])'")
            }
            return .run(result)
        }

        private func misuse(_ message: String, candidates: [String] = [], for word: String = "") -> Outcome {
            let suggestion = closest(to: word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
            return .misuse(Help(path: path).misuse(message + suggestion))
        }

        private static func isNegativeNumber(_ argument: String) -> Bool {
            argument.hasPrefix("-") && argument.dropFirst().first?.isNumber == true
        }
    }
}
