import CommandLineOptions
import Foundation
import StructuredLogging
import TestSupport

// A broken connection is an error of a write, not the end.
signal(SIGPIPE, SIG_IGN)
LoggingSystem.process.configure(service: "storefront-chaos", format: .forStandardError, rootLevel: .error)
GroupMember.runIfAsked()

let arguments = ChaosSettings.command.parseOrExit()
let settings: ChaosSettings
do {
    settings = try ChaosSettings(arguments)
} catch {
    StandardStream.error.print("storefront-chaos: \(error)")
    exit(ExitCode.usage)
}

let folder = FileManager.default.temporaryDirectory.appendingPathComponent("storefront-chaos-\(UUID().uuidString)")
do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let isGood = try settings.proof.map { try prove($0) } ?? runChaos()
    if isGood && !settings.keepsFolder {
        try? FileManager.default.removeItem(at: folder)
    } else {
        print("# logs are in \(folder.path)")
    }
    exit(isGood ? ExitCode.success : ExitCode.failure)
} catch {
    StandardStream.error.print("storefront-chaos: seed \(settings.seed): \(error); logs are in \(folder.path)")
    exit(2)
}

func runChaos() throws -> Bool {
    let report = try ChaosRun(settings: settings, folder: folder).run()
    for line in report.faultLines.prefix(200) { print(line) }
    if !report.isClean { for line in report.lastWords { print("# \(line)") } }
    for line in report.slowestLines { print("# \(line)") }
    print(report.resultLine)
    return report.isClean
}

func prove(_ proof: Proof) throws -> Bool {
    do {
        print("\(proof.rawValue): ok; \(try proof.run(settings, folder: folder))")
        return true
    } catch let error as ChaosError {
        print("\(proof.rawValue): FAILED; \(error)")
        return false
    }
}
