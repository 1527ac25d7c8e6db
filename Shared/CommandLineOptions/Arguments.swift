/// What a command line asks for.
public struct Arguments: Sendable {
    /// The name of the sub-command; of a sub-command's sub-command both names, with a space between.
    public internal(set) var subcommand: String?
    /// The arguments that belong to no option, in their order, as many as the command declares.
    public internal(set) var positional: [String] = []
    var values: [String: String] = [:]
    var flags: Set<String> = []
    let declared: Set<String>

    init(declared: Set<String>) {
        self.declared = declared
    }

    /// Whether a flag such as `--json` is given. A name that no command declares is a programming error.
    public func has(_ flag: String) -> Bool {
        precondition(declared.contains(flag), "\(flag) is not declared")
        return flags.contains(flag)
    }

    /// The value of an option such as `--timeout`; nil when it is not given. A name that no command declares is a
    /// programming error.
    public func value(_ option: String) -> String? {
        precondition(declared.contains(option), "\(option) is not declared")
        return values[option]
    }
}
