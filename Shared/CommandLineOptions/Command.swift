/// A command: what it does, its options, its positional arguments, its sub-commands. `--help`, `-h` and `--version` are
/// always there.
///
/// A command with sub-commands needs one of them; its own options may stand before or after the sub-command's name.
public struct Command: Sendable {
    let name: String
    let abstract: String
    let discussion: String
    let options: [Option]
    let arguments: [PositionalArgument]
    let subcommands: [Command]

    /// - Parameters:
    ///   - abstract: One sentence.
    ///   - discussion: Further lines of the help, printed as they are.
    ///   - arguments: `FILE` is required, `[FILE]` is not, `FILE...` is one or more, `[FILE]...` any number; one that
    ///     repeats is the last. A command with sub-commands has none.
    public init(
        _ name: String, abstract: String, discussion: String = "", options: [Option] = [], arguments: [String] = [],
        subcommands: [Command] = []
    ) {
        precondition(arguments.isEmpty || subcommands.isEmpty, "\(name): the first argument would be a sub-command")
        self.name = name
        self.abstract = abstract
        self.discussion = discussion
        self.options = options
        self.arguments = arguments.map(PositionalArgument.init)
        self.subcommands = subcommands
    }

    /// The options of this command and of all below it.
    var allOptionNames: Set<String> {
        subcommands.reduce(into: Set(options.map(\.name))) { $0.formUnion($1.allOptionNames) }
    }
}

/// An argument without a name of its own on the command line.
struct PositionalArgument: Sendable {
    /// As it is shown: `[FILE]...`.
    let synopsis: String
    var isRequired: Bool { !synopsis.hasPrefix("[") }
    var repeats: Bool { synopsis.hasSuffix("...") }

    init(_ synopsis: String) {
        self.synopsis = synopsis
    }
}
