import Foundation
import Synchronization
import Threads

/// A server of the fleet: started, killed, frozen and started again under the same name, with its output in one log.
/// It does not outlive this process. Thread-safe.
final class ChildProcess: Sendable {
    let name: String
    let log: URL
    private let command: [String]
    private let environment: [String: String]
    private let process = Mutex<Process?>(nil)

    init(name: String, command: [String], environment: [String: String], folder: URL) {
        self.name = name
        self.command = command
        self.environment = environment
        log = folder.appendingPathComponent("\(name).log")
    }

    /// Starts it; the one before must have ended.
    /// - Parameter extra: environment of this start only.
    func start(with extra: [String: String] = [:]) throws {
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let new = Process()
        new.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The system kills it when the thread that started it ends, which is the spawner: with this process.
        new.arguments = ["setpriv", "--pdeathsig", "KILL", "--"] + command
        new.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(extra) { $1 }
        new.standardInput = FileHandle.nullDevice
        new.standardOutput = output
        new.standardError = output
        try Spawner.shared.run(new)
        process.withLock { $0 = new }
    }

    var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    func freeze() { signal(SIGSTOP) }
    func thaw() { signal(SIGCONT) }

    /// SIGKILL, and waits until it is gone.
    func kill() {
        signal(SIGKILL)
        process.withLock { $0 }?.waitUntilExit()
    }

    private func signal(_ number: Int32) {
        process.withLock { process in
            guard let process, process.isRunning else { return }
            _ = Glibc.kill(process.processIdentifier, number)
        }
    }

    /// KiB: `VmHWM` of proc(5), since its start.
    func peakMemory() throws -> Int {
        let pid = process.withLock { $0?.processIdentifier } ?? 0
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    }

    var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}

/// A thread that starts processes and lives as long as this one (prctl(2), PR_SET_PDEATHSIG: the *thread's* end counts).
private final class Spawner: Sendable {
    static let shared = Spawner()

    private struct Work {
        var process: Process?
        var result: Result<Void, any Error>?
    }
    private let work = Signal(Work())
    private let turn = Mutex(())

    init() {
        _ = NamedThread("chaos-spawner") { [work] in
            while true {
                guard let process = work.wait(until: nil, for: { $0.process.take() }) else { continue }
                let result = Result { try process.run() }
                work.update { $0.result = result }
            }
        }
    }

    func run(_ process: Process) throws {
        try turn.withLock { _ in
            work.update { $0.process = process }
            try work.wait(until: nil) { $0.result.take() }?.get()
        }
    }
}
