import CommandLineOptions
import JSON
import StorefrontTools
import Synchronization
import TestSupport

@testable import storefront_dead_letters

/// The command as its user runs it, but for the process.
struct Tool {
    struct Result {
        let code: Int32
        let output: String
        let notes: [String]

        /// What `list --json` says of each.
        func letters() throws -> [ListedLetter] {
            try JSONDocument(parsing: Array(output.utf8), limits: JSONLimits(maximumBytes: 64 << 20)).read {
                $0.object().required("deadLetters")
            }
        }
    }

    let broker: TestBroker
    var answersYes = false

    func run(_ arguments: String...) throws -> Result {
        let all = arguments + ["--kafka", try broker.bootstrapServers()]
        guard case .run(let parsed) = DeadLettersOptions.command.parse(all) else {
            throw UsageMistake("not parsed: \(all)")
        }
        let lines = Mutex<(output: [String], notes: [String])>(([], []))
        let console = Console(
            print: { line in lines.withLock { $0.output.append(line) } },
            note: { line in lines.withLock { $0.notes.append(line) } })
        let code = DeadLettersCommand.run(
            try DeadLettersOptions(parsed, now: 1_795_590_000_000), console: console,
            confirm: { question in
                lines.withLock { $0.notes.append(question) }
                return answersYes
            })
        return lines.withLock {
            Result(code: code, output: $0.output.joined(separator: "\n"), notes: $0.notes)
        }
    }
}

struct ListedLetter: JSONReadable {
    let place: String
    let source: String?
    let code: String
    let reason: String
    let attempts: Int?
    let group: String
    let state: String

    init(reading value: JSONValueReader) {
        let object = value.object()
        place = object.required("deadLetter")
        let topic = object.optional("topic", as: String.self)
        let partition = object.optional("partition", as: Int.self)
        let offset = object.optional("offset", as: Int.self)
        source = topic.map { "\($0)/\(partition ?? -1)@\(offset ?? -1)" }
        code = object.required("code")
        reason = object.required("reason")
        attempts = object.optional("attempts")
        group = object.required("group")
        state = object.required("state")
    }
}
