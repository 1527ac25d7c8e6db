extension Command {
    /// What `--help` prints, without the line break at its end.
    public var help: String { Help(path: [self]).text }
}

/// The texts about a command. `path` are the commands by which it is reached, itself last.
struct Help {
    let path: [Command]

    private static let width = 80
    private static let indentation = 2
    /// Where explanations begin.
    private static let column = 26

    private var command: Command { path[path.count - 1] }
    private var fullName: String { path.map(\.name).joined(separator: " ") }
    private var options: [Option] { path.reversed().flatMap(\.options) }

    /// Overview, usage, and each argument, option and sub-command with its explanation, in 80 columns.
    var text: String {
        var sections = [Help.wrapped(command.abstract, from: 0)]
        if !command.discussion.isEmpty { sections.append(command.discussion) }
        sections.append(usage(title: "USAGE"))
        if !command.subcommands.isEmpty {
            sections.append(section("COMMANDS", command.subcommands.map { ($0.name, $0.abstract) }))
        }
        let builtIn = [("--version", "Print the version."), ("-h, --help", "Print this help.")]
        sections.append(section("OPTIONS", options.map { ($0.synopsis, $0.help) } + builtIn))
        if !command.subcommands.isEmpty {
            sections.append("'\(fullName) COMMAND --help' tells about one command.")
        }
        return sections.joined(separator: "\n\n")
    }

    func misuse(_ message: String) -> String {
        "Error: \(message)\n\(usage(title: "Usage"))\n'\(fullName) --help' tells more."
    }

    private func usage(title: String) -> String {
        var parts = options.map { "[\($0.synopsis)]" } + command.arguments.map(\.synopsis)
        if !command.subcommands.isEmpty { parts.append("COMMAND") }
        return Help.fill(parts, after: "\(title): \(fullName)", indentation: title.count + 2)
    }

    private func section(_ title: String, _ rows: [(name: String, help: String)]) -> String {
        let lines = rows.map { row -> String in
            let name = String(repeating: " ", count: Help.indentation) + row.name
            let help = Help.wrapped(row.help, from: Help.column)
            if help.isEmpty { return name }
            // A name that leaves no room has a line of its own.
            return name.count + 2 > Help.column
                ? "\(name)\n\(String(repeating: " ", count: Help.column))\(help)"
                : name + String(repeating: " ", count: Help.column - name.count) + help
        }
        return "\(title):\n\(lines.joined(separator: "\n"))"
    }

    /// Words in lines; the first line begins at `column` already, the others are indented up to it.
    private static func wrapped(_ text: String, from column: Int) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let filled = fill(words, after: String(repeating: " ", count: max(column - 1, 0)), indentation: column)
        return String(filled.dropFirst(column))
    }

    private static func fill(_ words: [String], after start: String, indentation: Int) -> String {
        var lines = [start]
        for word in words {
            let line = lines[lines.count - 1]
            if line.count + 1 + word.count > width, line.count > indentation {
                lines.append(
                    String(repeating: " ", count: max(indentation - 1, 0)) + (indentation == 0 ? "" : " ") + word)
            } else {
                lines[lines.count - 1] = line.isEmpty ? word : line + " " + word
            }
        }
        return lines.joined(separator: "\n")
    }
}
