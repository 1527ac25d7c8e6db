/// One option of a command, named as it is written: `--json`.
public struct Option: Sendable {
    let name: String
    /// What stands for the value in help; nil for a flag.
    let placeholder: String?
    let help: String

    /// An option without a value: `.flag("--json", help: "Print JSON.")`.
    public static func flag(_ name: String, help: String) -> Option {
        Option(name: name, placeholder: nil, help: help)
    }

    /// An option with a value, given as `--timeout 5` or `--timeout=5`:
    /// `.value("--timeout", "SECONDS", help: "How long to wait.")`. Given twice, the last counts.
    public static func value(_ name: String, _ placeholder: String, help: String) -> Option {
        Option(name: name, placeholder: placeholder, help: help)
    }

    private init(name: String, placeholder: String?, help: String) {
        precondition(name.hasPrefix("--") && name.count > 2 && !name.contains("="), "an option is named like --json")
        self.name = name
        self.placeholder = placeholder
        self.help = help
    }

    /// `--json`, `--timeout SECONDS`.
    var synopsis: String { placeholder.map { "\(name) \($0)" } ?? name }
}
