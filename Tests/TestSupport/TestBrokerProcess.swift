import Foundation
import Synchronization

/// Child processes that do not outlive the tests, and their folders, which do not either.
enum TestBrokerProcess {
    static func log(in folder: URL) -> URL { folder.appendingPathComponent("output.log") }

    /// A new folder; removed at the end of this process.
    static func makeFolder(_ name: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("storefront-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        leftovers.withLock { $0.folders.append(folder) }
        _ = cleanUpAtExit
        return folder
    }

    /// Starts a server; what it writes goes to a file in `folder`.
    /// - Returns: its process id.
    @discardableResult
    static func start(
        _ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
    ) throws -> Int32 {
        let process = try make(program, arguments, in: folder, environment)
        try Spawner.shared.run(process)
        leftovers.withLock { $0.processes.append(process.processIdentifier) }
        return process.processIdentifier
    }

    /// Kills a server that `start` has started.
    static func end(_ process: Int32) {
        leftovers.withLock { leftovers in
            guard let index = leftovers.processes.firstIndex(of: process) else { return }
            leftovers.processes.remove(at: index)
            kill(process, SIGKILL)
        }
    }

    /// Runs a program to its end; anything but exit code 0 throws its output.
    static func run(
        _ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
    ) throws {
        let process = try make(program, arguments, in: folder, environment)
        try Spawner.shared.run(process)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let output = try String(contentsOf: log(in: folder), encoding: .utf8)
            throw TestBroker.StartFailed(description: "\(program): exit code \(process.terminationStatus): \(output)")
        }
    }

    private static func make(
        _ program: String, _ arguments: [String], in folder: URL, _ environment: [String: String]
    ) throws -> Process {
        let log = log(in: folder)
        if !FileManager.default.fileExists(atPath: log.path) {
            try Data().write(to: log)
        }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The system kills the child when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG), whatever way the
        // tests end; that is why one thread starts them all. The signal stays set over an exec, so over start scripts.
        process.arguments = ["setpriv", "--pdeathsig", "KILL", "--", program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        return process
    }

    private struct Leftovers {
        var processes: [Int32] = []
        var folders: [URL] = []
    }
    private static let leftovers = Mutex(Leftovers())

    private static let cleanUpAtExit: Void = {
        atexit {
            TestBrokerProcess.leftovers.withLock { leftovers in
                for process in leftovers.processes { kill(process, SIGKILL) }
                for folder in leftovers.folders { try? FileManager.default.removeItem(at: folder) }
            }
        }
    }()
}
