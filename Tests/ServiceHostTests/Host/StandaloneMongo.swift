import Foundation
import Sockets
import TestSupport
import Testing

/// A mongod that is no replica set, on a port that is known before it runs.
final class StandaloneMongo {
    let port: UInt16
    private let folder: URL
    private var process: Process?

    var uri: String { "mongodb://127.0.0.1:\(port)/test" }

    init() throws {
        port = try Socket.listening(on: .loopback(port: 0)).localAddress().port
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("standalone-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Returns when it listens.
    func start() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: TestMongo.path ?? "")
        process.arguments = [
            "--dbpath", folder.path, "--port", "\(port)", "--bind_ip", "127.0.0.1", "--nounixsocket",
            "--wiredTigerCacheSizeGB", "0.25", "--logpath", folder.appendingPathComponent("log").path,
            "--setParameter", "diagnosticDataCollectionEnabled=false",
        ]
        try process.run()
        self.process = process
        eventually("mongod listens on \(port)") {
            (try? Socket.connected(to: .loopback(port: port), deadline: .now + .seconds(1))) != nil
        }
    }

    deinit {
        if let process, process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder)
    }
}
