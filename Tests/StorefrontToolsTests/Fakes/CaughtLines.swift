import Synchronization

@testable import StorefrontTools

/// Keeps what a command prints.
final class CaughtLines: Sendable {
    private let printedLines = Mutex<[String]>([])
    private let notedLines = Mutex<[String]>([])

    var printed: [String] { printedLines.withLock { $0 } }
    var noted: [String] { notedLines.withLock { $0 } }

    var console: Console {
        Console(
            print: { line in self.printedLines.withLock { $0.append(line) } },
            note: { line in self.notedLines.withLock { $0.append(line) } })
    }
}
