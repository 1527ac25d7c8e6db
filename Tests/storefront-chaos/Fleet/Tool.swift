import Foundation
import TestSupport

/// A tool of the storefront that was run to its end.
struct Tool {
    let exitCode: Int32
    let output: String
    let errors: String

    /// What it printed, shortened for a message.
    var said: String { "exit code \(exitCode): \(errors.prefix(500)) \(output.prefix(1_500))" }

    private static let patience = Duration.seconds(120)

    /// - Parameter name: of the binary beside this one.
    init(_ name: String, _ arguments: [String], folder: URL) throws {
        let run = UUID().uuidString
        let files = ["out", "err"].map { folder.appendingPathComponent("\(name)-\(run).\($0)") }
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent(name)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        if !Waiting.until(.now + Self.patience, { !process.isRunning }) {
            process.terminate()
            throw ChaosError("\(name) \(arguments.joined(separator: " ")) does not end")
        }
        process.waitUntilExit()
        exitCode = process.terminationStatus
        output = try String(contentsOf: files[0], encoding: .utf8)
        errors = try String(contentsOf: files[1], encoding: .utf8)
    }
}
