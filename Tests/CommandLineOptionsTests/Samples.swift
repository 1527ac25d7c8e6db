import CommandLineOptions

extension Command {
    static let seeding = Command(
        "seeding",
        abstract:
            "Fills the three services with sample data and waits until all of them agree about it, which may take a while.",
        discussion: "Needs a running fleet:\n    scripts/up",
        options: [
            .value("--timeout", "SECONDS", help: "How long to wait for each step."),
            .flag("--json", help: "Print JSON."),
            .value(
                "--an-option-with-a-long-name", "TEXT",
                help: "An explanation that is too long for one line and goes on in the next."),
        ],
        arguments: ["TOPIC", "[FILE]..."])

    static let letters = Command(
        "letters", abstract: "Dead letters.", options: [.flag("--verbose", help: "Say more.")],
        subcommands: [
            Command("list", abstract: "List them.", options: [.value("--topic", "NAME", help: "Only of this topic.")]),
            Command("show", abstract: "Show one.", arguments: ["ID"]),
            Command(
                "group", abstract: "Groups.",
                subcommands: [Command("reset", abstract: "Reset one.", arguments: ["NAME"])]),
        ])

    /// The outcome as text: "run: …", "print: …", "misuse: …".
    func outcome(_ arguments: [String]) -> String {
        switch parse(arguments) {
        case .run(let arguments):
            let isSeeding = help == Command.seeding.help
            let flags = [isSeeding ? "--json" : "--verbose"].filter { arguments.has($0) }
            let options = isSeeding ? ["--timeout", "--an-option-with-a-long-name"] : ["--topic"]
            let values = options.compactMap { name in arguments.value(name).map { "\(name)=\($0)" } }
            return
                (["run:", arguments.subcommand].compactMap { $0 } + flags + values
                + arguments.positional.map { "<\($0)>" })
                .joined(separator: " ")
        case .print(let text): return "print: \(text)"
        case .misuse(let text): return "misuse: \(text)"
        }
    }
}
