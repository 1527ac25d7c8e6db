import CommandLineOptions
import Foundation
import StructuredLogging
import TestSupport

signal(SIGPIPE, SIG_IGN)
LoggingSystem.process.configure(service: "storefront-bench", format: .forStandardError, rootLevel: .error)

let arguments = BenchSettings.command.parseOrExit()
let settings: BenchSettings
do {
    settings = try BenchSettings(arguments)
} catch {
    StandardStream.error.print("storefront-bench: \(error)")
    exit(ExitCode.usage)
}

let folder = FileManager.default.temporaryDirectory.appendingPathComponent("storefront-bench-\(UUID().uuidString)")
do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let areHeld = try EventsBench(settings: settings, folder: folder).run()
    try? FileManager.default.removeItem(at: folder)
    exit(areHeld ? ExitCode.success : ExitCode.failure)
} catch {
    StandardStream.error.print("storefront-bench: \(error); logs are in \(folder.path)")
    exit(2)
}
