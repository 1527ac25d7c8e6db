public import Foundation
import Synchronization

/// A server beside the tests: started, killed, frozen and started again under the same name, with its output in one log.
/// It does not outlive this process. Thread-safe.
public final class ChildProcess: Sendable {
    public let name: String
    public let log: URL
    private let command: [String]
    private let environment: [String: String]
    private let process = Mutex<Process?>(nil)

    public init(name: String, command: [String], environment: [String: String], folder: URL) {
        self.name = name
        self.command = command
        self.environment = environment
        log = folder.appendingPathComponent("\(name).log")
    }

    /// Starts it; the one before must have ended.
    /// - Parameter extra: environment of this start only.
    public func start(with extra: [String: String] = [:]) throws {
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

    public var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    public func freeze() { signal(SIGSTOP) }
    public func thaw() { signal(SIGCONT) }

    /// SIGKILL, and waits until it is gone.
    public func kill() {
        signal(SIGKILL)
        process.withLock { $0 }?.waitUntilExit()
    }

    /// Waits until it has ended by itself, and returns its exit code.
    public func waitUntilExit() -> Int32 {
        guard let process = process.withLock({ $0 }) else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func signal(_ number: Int32) {
        process.withLock { process in
            guard let process, process.isRunning else { return }
            _ = Glibc.kill(process.processIdentifier, number)
        }
    }

    /// KiB: `VmHWM` of proc(5), since its start.
    public func peakMemory() throws -> Int {
        let pid = process.withLock { $0?.processIdentifier } ?? 0
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    }

    public var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}
